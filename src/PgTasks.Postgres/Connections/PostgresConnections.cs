using Npgsql;
using PgTasks.Postgres.Settings;

namespace PgTasks.Postgres;

/// <summary>
/// A store's connections to its server: a pool, and the ways to run something on one. The store's own statements go
/// through <see cref="RunStatementAsync{T}"/>, a user's SQL through <see cref="RunUserSqlAsync{T}"/>; what streams rents.
/// </summary>
internal sealed class PostgresConnections : IAsyncDisposable
{
    private static int s_lastPool;
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(0.5);
    private readonly ResolvedSettings _settings;
    private readonly TimeSpan _patience;
    private readonly NpgsqlDataSource _source;
    private readonly Lazy<NpgsqlDataSource> _aside;
    private readonly PoolMeter _meter;
    private readonly ConnectionCleaner _cleaner;
    private readonly PreparedStatements _prepared;
    private readonly IdleConnections _idle = new();
    private readonly KeptConnection _kept;

    /// <summary>Opens nothing yet.</summary>
    /// <exception cref="PgTaskException">InvalidConnectionString: the settings do not go together.</exception>
    public PostgresConnections(ResolvedSettings settings)
    {
        _settings = settings;
        // Each host has the whole time.
        _patience = settings.Builder.Timeout == 0
            ? Timeout.InfiniteTimeSpan
            : (TimeSpan.FromSeconds(settings.Builder.Timeout) * settings.Hosts.Entries.Count) + s_grace;
        string pool = $"PgTasks{Interlocked.Increment(ref s_lastPool)}";
        bool cleans = !settings.Builder.NoResetOnClose;
        _cleaner = new ConnectionCleaner(cleans);
        _prepared = new PreparedStatements(cleans);
        _source = DataSources.Create(settings, pool);
        _meter = new PoolMeter(pool, settings.Builder);
        _kept = new KeptConnection(this, () => _meter.IsShort);
        _aside = new Lazy<NpgsqlDataSource>(() => DataSources.Create(
            settings with
            {
                Builder = new NpgsqlConnectionStringBuilder(settings.Builder.ConnectionString) { Pooling = false, MinPoolSize = 0 },
            },
            pool + " aside"));
    }

    private bool _backslashEscapes;

    /// <summary>Whether \ escapes in plain strings where the caller's SQL will run; known from the first connection on.</summary>
    public bool GetBackslashEscapes(StoreCaller caller) => caller.Transaction is PostgresTransaction transaction
        ? transaction.BackslashEscapes
        : (caller.KeepsConnection ? _kept.BackslashEscapes : null) ?? _backslashEscapes;

    /// <summary>Whether \ escapes in the connection's plain strings, as the server has reported.</summary>
    public static bool HasBackslashEscapes(NpgsqlConnection connection) =>
        connection.PostgresParameters.GetValueOrDefault("standard_conforming_strings") == "off";

    /// <summary>
    /// Runs one statement of the store's own on the caller's transaction, or else on a connection of the pool. One, as
    /// what has been stored before another fails would be stored again.
    /// </summary>
    public async Task<T> RunStatementAsync<T>(
        SqlBuilder statement, Func<NpgsqlDataReader, CancellationToken, Task<T>> read, StoreCaller caller,
        CancellationToken stop, bool changes = false, bool isMarked = false, bool isRepeated = true,
        SqlBuilder? after = null)
    {
        try
        {
            T result = await RunAsync();
            if (after is not null)
            {
                (caller.Transaction as PostgresTransaction)?.Then(after);
            }

            return result;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.FeatureNotSupported)
        {
            // A prepared statement whose columns have other types by now: Npgsql has forgotten it.
            return await RunAsync();
        }

        Task<T> RunAsync() => changes && caller.Transaction is null
            ? new ChangeAttempt<T>(this, statement, read, isMarked, after).RunAsync(caller, stop)
            : RunOnceAsync(
                async (connection, bound) =>
                {
                    await using NpgsqlCommand command = statement.CreateCommand(connection);
                    if (isRepeated)
                    {
                        await PrepareAsync(command, bound.Token);
                    }

                    await using NpgsqlDataReader reader = await command.RunAsync(bound.Token);
                    return await read(reader, bound.DropToken);
                },
                caller,
                stop);
    }

    /// <summary>Runs several statements, or one that cannot be sent again, in the same places.</summary>
    public async Task<T> RunOnceAsync<T>(
        Func<NpgsqlConnection, BoundedStop, Task<T>> work, StoreCaller caller, CancellationToken stop)
    {
        using BoundedStop bound = new(stop);
        if (caller.Transaction is PostgresTransaction transaction)
        {
            return await transaction.RunAsync(work, caller.OnNotice, bound);
        }

        return await bound.WaitAsync(RunAsync());

        async Task<T> RunAsync()
        {
            await using NpgsqlConnection connection = await RentAsync(caller, bound.Token);
            return await work(connection, bound);
        }
    }

    /// <summary>Runs a user's SQL, which may change settings, take locks and leave temporary tables behind.</summary>
    /// <exception cref="PgTaskException">OutcomeUnknown, where it may have changed something.</exception>
    public async Task<T> RunUserSqlAsync<T>(
        Func<NpgsqlConnection, BoundedStop, Task<T>> work, SqlText? sql, StoreCaller caller, CancellationToken stop)
    {
        if (caller.Transaction is not null)
        {
            (caller.Transaction as PostgresTransaction)?.Leave(sql);
            return await RunOnceAsync(work, caller, stop);
        }

        bool changes = sql?.Statements.Any(statement => !statement.OnlyReads) ?? false;
        bool mayBeDone = false;
        using BoundedStop bound = new(stop);
        try
        {
            return await bound.WaitAsync(RunAsync());
        }
        catch (OperationCanceledException exception) when (Volatile.Read(ref mayBeDone) && bound.IsOver)
        {
            throw StoreErrors.OutcomeUnknown(exception);
        }

        async Task<T> RunAsync()
        {
            NpgsqlConnection connection = await RentForUserAsync(caller, bound);
            Volatile.Write(ref mayBeDone, changes);
            bool isWhole = false;
            try
            {
                T result = await work(connection, bound);
                isWhole = sql?.Statements.All(statement => !statement.ControlsTransaction) ?? true;
                return result;
            }
            catch (Exception exception) when (changes && LostConnection.LeavesOpen(exception, connection))
            {
                throw StoreErrors.OutcomeUnknown(exception);
            }
            finally
            {
                GiveBackUsed(connection, !isWhole, sql);
            }
        }
    }

    /// <summary>
    /// A connection for a user's SQL: the one that the caller's runspace keeps, or where there is none, or it is in use,
    /// one of the pool. <see cref="GiveBackUsed(NpgsqlConnection, bool, SqlText?)"/> takes it back.
    /// </summary>
    /// <exception cref="PgTaskException">SettingsLost, or as <see cref="RentAsync(CancellationToken)"/>.</exception>
    public async Task<NpgsqlConnection> RentForUserAsync(StoreCaller caller, BoundedStop bound) =>
        (caller.KeepsConnection ? await _kept.BorrowAsync(caller, bound) : null) ?? await RentAsync(caller, bound.Token);

    /// <summary>A connection of the pool, whose disposal gives it back; its notices go to the caller.</summary>
    public async Task<NpgsqlConnection> RentAsync(StoreCaller caller, CancellationToken stop)
    {
        NpgsqlConnection connection = await RentAsync(stop);
        connection.Notice += (_, notice) => caller.OnNotice(ReadNotice(notice.Notice));
        return connection;
    }

    /// <summary>A connection of the pool whose notices nobody hears.</summary>
    /// <exception cref="PgTaskException">PoolExhausted, or why no connection came about.</exception>
    public async Task<NpgsqlConnection> RentAsync(CancellationToken stop)
    {
        while (true)
        {
            NpgsqlConnection connection = await OpenPooledAsync(stop);
            Task<bool> answer = _idle.IsAliveAsync(connection, stop);
            try
            {
                if (await answer.WaitAsync(stop))
                {
                    _idle.Follow(connection);
                    return connection;
                }
            }
            catch (OperationCanceledException)
            {
                // Not while it still waits for the answer: the pool would never have it back.
                _ = answer.ContinueWith(
                    ended =>
                    {
                        _ = ended.Exception;
                        return connection.DisposeAsync().AsTask();
                    },
                    CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                throw;
            }

            await connection.DisposeAsync();
        }
    }

    /// <summary>A connection beside the pool, which what is to be told to stop may hold whole.</summary>
    public async Task<NpgsqlConnection> OpenAsideAsync() => await _aside.Value.OpenConnectionAsync(CancellationToken.None);

    /// <summary>A connection beside the pool, for who holds one for long, as to listen; its disposal closes it.</summary>
    /// <exception cref="PgTaskException">Why no connection came about.</exception>
    public Task<NpgsqlConnection> OpenOwnAsync(CancellationToken stop) => OpenAsync(_aside.Value, stop);

    /// <summary>A connection for what nobody shall wait for: of the pool, or beside it while all of that are in use.</summary>
    public async Task<NpgsqlConnection> RentFreeAsync(CancellationToken stop) =>
        _meter.IsExhausted ? await _aside.Value.OpenConnectionAsync(stop) : await RentAsync(stop);

    private async Task<NpgsqlConnection> OpenPooledAsync(CancellationToken stop)
    {
        using PoolMeter.Asking asking = _meter.Ask();
        if (_meter.IsShort)
        {
            _kept.YieldIfIdle();
        }

        if (_meter.IsBeyondMinimum)
        {
            // What is being cleaned is back before another one could be opened.
            await _cleaner.WaitAsync().WaitAsync(stop);
        }

        NpgsqlConnection connection = await OpenAsync(_source, stop);
        _meter.Rented(connection);
        _backslashEscapes = HasBackslashEscapes(connection);
        return connection;
    }

    private async Task<NpgsqlConnection> OpenAsync(NpgsqlDataSource source, CancellationToken stop)
    {
        NpgsqlConnection connection = source.CreateConnection();
        Task opening = connection.OpenAsync(stop);
        try
        {
            // Npgsql heeds neither the token while a server accepts the connection and then says nothing, nor the
            // time-out while it agrees to TLS and then says nothing.
            await opening.WaitAsync(_patience, stop);
            return connection;
        }
        catch (Exception exception) when (!opening.IsCompleted && exception is OperationCanceledException or TimeoutException)
        {
            _ = opening.ContinueWith(_ => connection.Dispose(), CancellationToken.None,
                TaskContinuationOptions.None, TaskScheduler.Default);
            throw exception is TimeoutException ? await ConnectFaults.ExplainAsync(exception, _settings) : exception;
        }
        catch (NpgsqlException exception)
            when (source == _source && exception.InnerException is TimeoutException && _meter.IsExhausted)
        {
            throw StoreErrors.PoolExhausted(_meter.Read(), exception);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or PostgresException))
        {
            await connection.DisposeAsync();
            throw await ConnectFaults.ExplainAsync(exception, _settings);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gives back a connection that a user's SQL ran on: to who keeps it, or to the pool without what that left there.</summary>
    public void GiveBackUsed(NpgsqlConnection connection, bool mayBeInTransaction = false, SqlText? sql = null) =>
        GiveBackUsed(connection, mayBeInTransaction, before => sql?.LeavesBehind(before) ?? before);

    /// <inheritdoc cref="GiveBackUsed(NpgsqlConnection, bool, SqlText?)"/>
    public void GiveBackUsed(NpgsqlConnection connection, bool mayBeInTransaction, Func<bool, bool> leavesBehind)
    {
        if (!_kept.TryTakeBack(connection, mayBeInTransaction, leavesBehind))
        {
            _cleaner.GiveBack(connection, mayBeInTransaction);
        }
    }

    /// <summary>Has what a user's SQL left there cleaned, and the connection given back to the pool.</summary>
    public void Clean(NpgsqlConnection connection) => _cleaner.GiveBack(connection, mayBeInTransaction: true);

    /// <inheritdoc cref="PreparedStatements.PrepareAsync(NpgsqlCommand, CancellationToken)"/>
    public Task PrepareAsync(NpgsqlCommand command, CancellationToken stop) => _prepared.PrepareAsync(command, stop);

    /// <inheritdoc cref="PreparedStatements.PrepareAsync(NpgsqlBatch, CancellationToken)"/>
    public Task PrepareAsync(NpgsqlBatch batch, CancellationToken stop) => _prepared.PrepareAsync(batch, stop);

    /// <summary>
    /// Runs work that is to be stopped by the number of the server process that does it. Behind a pooler that number holds
    /// for a transaction only, so one is begun there for work that has none.
    /// </summary>
    public async Task<T> RunAsProcessAsync<T>(
        Func<int, Task<T>> work, NpgsqlConnection connection, StoreCaller caller, BoundedStop bound)
    {
        bool begins = caller.Transaction is null && !await _prepared.IsDirectAsync(connection, bound.Token);
        if (begins)
        {
            await connection.ExecuteAsync("BEGIN", bound.Token);
        }

        T result = await work(await FindProcessAsync(connection, bound.Token));
        if (begins)
        {
            await connection.ExecuteAsync("COMMIT", bound.DropToken);
        }

        return result;
    }

    /// <inheritdoc cref="PreparedStatements.FindProcessAsync"/>
    public Task<int> FindProcessAsync(NpgsqlConnection connection, CancellationToken stop) =>
        _prepared.FindProcessAsync(connection, stop);

    /// <summary>The pool's figures, once it has back what was given back.</summary>
    public PgTaskPool GetPool()
    {
        _cleaner.WaitAsync().GetAwaiter().GetResult();
        return _meter.Read();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _meter.Dispose();
        await _kept.DisposeAsync();
        await _cleaner.WaitAsync();
        await _source.DisposeAsync();
        if (_aside.IsValueCreated)
        {
            await _aside.Value.DisposeAsync();
        }
    }

    /// <summary>What another session has told to those that LISTEN, as psql says it.</summary>
    public static StoreNotice ReadNotification(NpgsqlNotificationEventArgs heard) => new(
        NoticeLevel.Information,
        $"Asynchronous notification \"{heard.Channel}\"{(heard.Payload.Length > 0 ? $" with payload \"{heard.Payload}\"" : "")}"
        + $" received from server process with PID {heard.PID}.");

    /// <summary>A server's notice, whose level is told by the severity that no language changes.</summary>
    public static StoreNotice ReadNotice(PostgresNotice notice)
    {
        NoticeLevel level = notice.InvariantSeverity switch
        {
            "WARNING" => NoticeLevel.Warning,
            "NOTICE" => NoticeLevel.Information,
            _ => NoticeLevel.Verbose,
        };
        string text = level == NoticeLevel.Verbose ? $"{notice.Severity}: {notice.MessageText}" : notice.MessageText;
        string[] lines = [.. new[] { text, notice.Detail, notice.Hint }.OfType<string>()];
        return new StoreNotice(level, string.Join('\n', lines));
    }
}
