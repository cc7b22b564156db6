using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>A transaction on a connection that it holds until it ends.</summary>
internal sealed class PostgresTransaction : StoreTransaction
{
    private const string StatementSavepoint = "pgtasks_statement";
    private readonly NpgsqlConnection _connection;
    private readonly PostgresConnections _connections;
    private readonly SemaphoreSlim _turn = new(1);
    private int _statementCount;
    private PgTaskIsolationLevel _isolationLevel;
    private bool _isReadOnly;
    private bool _ended;
    private bool _isOver;
    private Task? _abandoned;
    private readonly ConcurrentDictionary<string, SqlBuilder> _after = new(StringComparer.Ordinal);
    private bool _leavesBehind;
    private Action<StoreNotice> _onNotice = _ => { };

    private PostgresTransaction(NpgsqlConnection connection, PostgresConnections connections)
    {
        _connection = connection;
        _connections = connections;
        _connection.Notice += OnNotice;
        _connection.Notification += OnNotification;
    }

    /// <inheritdoc/>
    public override PgTaskIsolationLevel IsolationLevel => _isolationLevel;

    /// <inheritdoc/>
    public override bool IsReadOnly => _isReadOnly;

    /// <inheritdoc/>
    public override int StatementCount => Volatile.Read(ref _statementCount);

    /// <inheritdoc/>
    public override bool IsLost => !_ended && (_abandoned is not null || _connection.State != ConnectionState.Open);

    /// <summary>Whether \ escapes in its plain strings.</summary>
    public bool BackslashEscapes => !IsLost && !_ended && PostgresConnections.HasBackslashEscapes(_connection);

    /// <summary>Begins a transaction on a connection of the caller's, which it gives back at the end.</summary>
    public static async Task<PostgresTransaction> BeginAsync(
        StoreCaller caller, PostgresConnections connections, TransactionOptions options, CancellationToken stop)
    {
        const string Facts = """
            SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only') = 'on'
            """;
        using BoundedStop bound = new(stop);
        return await bound.WaitAsync(BeginAsync());

        async Task<PostgresTransaction> BeginAsync()
        {
            NpgsqlConnection connection = await connections.RentForUserAsync(caller with { OnNotice = _ => { } }, bound);
            PostgresTransaction transaction = new(connection, connections);
            try
            {
                await connection.ExecuteAsync(GetBegin(options), bound.Token);
                await using NpgsqlCommand command = new(Facts, connection);
                await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(bound.Token);
                await reader.ReadAsync(bound.Token);
                transaction._isolationLevel = Enum.Parse<PgTaskIsolationLevel>(
                    reader.GetString(0).Replace(" ", "", StringComparison.Ordinal), ignoreCase: true);
                transaction._isReadOnly = reader.GetBoolean(1);
                bound.Token.ThrowIfCancellationRequested();
            }
            catch
            {
                transaction.End();
                throw;
            }

            return transaction;
        }
    }

    /// <summary>Notes that SQL of the user's is about to run in it, which may leave something on the connection.</summary>
    public void Leave(SqlText? sql) => _leavesBehind = sql?.LeavesBehind(_leavesBehind) ?? _leavesBehind;

    /// <summary>Has a statement follow once it is committed; one that was said before follows once.</summary>
    public void Then(SqlBuilder statement) => _after.TryAdd(statement.Text, statement);

    /// <summary>Runs work on the connection when its turn comes; what fails is undone, the transaction goes on.</summary>
    /// <exception cref="PgTaskException">TransactionLost, TransactionEnded.</exception>
    public Task<T> RunAsync<T>(
        Func<NpgsqlConnection, BoundedStop, Task<T>> work, Action<StoreNotice> onNotice, BoundedStop bound) =>
        RunInTurnAsync(
            async () =>
            {
                _onNotice = onNotice;
                await _connection.ExecuteAsync($"SAVEPOINT {StatementSavepoint}", bound.Token);
                T result = await UndoIfFailedAsync(work, bound);
                await _connection.ExecuteAsync($"RELEASE SAVEPOINT {StatementSavepoint}", bound.DropToken);
                Interlocked.Increment(ref _statementCount);
                return result;
            },
            bound);

    /// <inheritdoc/>
    public override Task SavepointAsync(string name, CancellationToken stop) =>
        RunInTurnAsync($"SAVEPOINT {new SqlName(name)}", stop);

    /// <inheritdoc/>
    public override Task ReleaseAsync(string name, CancellationToken stop) =>
        RunInTurnAsync($"RELEASE SAVEPOINT {new SqlName(name)}", stop);

    /// <inheritdoc/>
    public override Task RollbackToAsync(string name) => RunInTurnAsync(
        $"ROLLBACK TO SAVEPOINT {new SqlName(name)}; RELEASE SAVEPOINT {new SqlName(name)}", CancellationToken.None);

    /// <inheritdoc/>
    public override async Task CommitAsync(CancellationToken stop = default)
    {
        using BoundedStop bound = new(stop);
        bool isSent = false;
        try
        {
            await RunInTurnAsync(
                async () =>
                {
                    await CommitAsync(() => isSent = true, bound);
                    return true;
                },
                bound);
        }
        catch (OperationCanceledException exception) when (isSent)
        {
            throw TransactionErrors.CommitUnknown(StatementCount, exception);
        }
        finally
        {
            End();
        }
    }

    /// <inheritdoc/>
    public override async Task RollbackAsync(CancellationToken stop = default)
    {
        using BoundedStop bound = new(stop);
        try
        {
            if (!_ended && !IsLost)
            {
                await RunInTurnAsync(
                    async () =>
                    {
                        await _connection.ExecuteAsync("ROLLBACK", bound.DropToken);
                        return _isOver = true;
                    },
                    bound);
            }
        }
        catch (Exception exception) when (IsLost && exception is PgTaskException or DbException or OperationCanceledException)
        {
            // The server rolls back what it has lost sight of.
        }
        finally
        {
            End();
        }
    }

    private static string GetBegin(TransactionOptions options)
    {
        string level = options.IsolationLevel switch
        {
            PgTaskIsolationLevel.ReadUncommitted => " ISOLATION LEVEL READ UNCOMMITTED",
            PgTaskIsolationLevel.ReadCommitted => " ISOLATION LEVEL READ COMMITTED",
            PgTaskIsolationLevel.RepeatableRead => " ISOLATION LEVEL REPEATABLE READ",
            PgTaskIsolationLevel.Serializable => " ISOLATION LEVEL SERIALIZABLE",
            _ => "",
        };
        return $"BEGIN{level}{(options.IsReadOnly ? " READ ONLY" : "")}{(options.IsDeferrable ? " DEFERRABLE" : "")}";
    }

    private async Task CommitAsync(Action onSending, BoundedStop bound)
    {
        // Not assigned where nothing was written: then nothing can be lost.
        SqlBuilder query = $"SELECT pg_catalog.pg_current_xact_id_if_assigned()::text, pg_catalog.pg_postmaster_start_time()";
        TransactionMark? mark = null;
        await using (NpgsqlCommand command = query.CreateCommand(_connection))
        {
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(bound.Token);
            await reader.ReadAsync(bound.Token);
            mark = reader.IsDBNull(0) ? null : TransactionMark.Read(reader);
        }

        onSending();
        if (mark is null)
        {
            await _connection.ExecuteAsync("COMMIT", bound.DropToken);
            _isOver = true;
            return;
        }

        try
        {
            await mark.CommitAsync(token => _connection.ExecuteAsync("COMMIT", token), _connection, _connections, bound);
            _isOver = true;
            foreach (SqlBuilder statement in _after.Values)
            {
                await AfterChange.RunAsync(statement, _connection, bound.DropToken);
            }
        }
        catch (PgTaskException exception) when (StoreErrors.IsOutcomeUnknown(exception))
        {
            throw TransactionErrors.CommitUnknown(StatementCount, exception);
        }
    }

    private async Task<T> UndoIfFailedAsync<T>(Func<NpgsqlConnection, BoundedStop, Task<T>> work, BoundedStop bound)
    {
        try
        {
            return await work(_connection, bound);
        }
        catch when (!IsLost)
        {
            await _connection.ExecuteAsync(
                $"ROLLBACK TO SAVEPOINT {StatementSavepoint}; RELEASE SAVEPOINT {StatementSavepoint}", bound.DropToken);
            throw;
        }
    }

    private async Task RunInTurnAsync(string sql, CancellationToken stop)
    {
        using BoundedStop bound = new(stop);
        await RunInTurnAsync(
            async () =>
            {
                await _connection.ExecuteAsync(sql, bound.Token);
                return true;
            },
            bound);
    }

    /// <summary>Runs work when its turn comes. Work that a stop cannot end keeps the turn, and the transaction is lost.</summary>
    private async Task<T> RunInTurnAsync<T>(Func<Task<T>> work, BoundedStop bound)
    {
        RefuseUnlessActive();
        await _turn.WaitAsync(bound.DropToken);
        Task<T> running = RunAsync();
        try
        {
            return await bound.WaitAsync(running);
        }
        catch (DbException exception) when (IsLost)
        {
            throw TransactionErrors.TransactionLost(StatementCount, exception);
        }
        finally
        {
            _abandoned = running.IsCompleted ? null : running;
        }

        async Task<T> RunAsync()
        {
            try
            {
                RefuseUnlessActive();
                return await work();
            }
            finally
            {
                _turn.Release();
            }
        }
    }

    private void RefuseUnlessActive()
    {
        if (_ended)
        {
            throw TransactionErrors.TransactionEnded();
        }

        if (IsLost)
        {
            throw TransactionErrors.TransactionLost(StatementCount, inner: null);
        }
    }

    private void End()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        if (_abandoned is null)
        {
            GiveBack();
        }
        else
        {
            _abandoned.ContinueWith(_ => _connection.Close(), TaskScheduler.Default)
                .ContinueWith(_ => GiveBack(), TaskScheduler.Default);
        }
    }

    private void GiveBack()
    {
        _connection.Notice -= OnNotice;
        _connection.Notification -= OnNotification;
        // What was left in a transaction whose connection is lost was rolled back.
        bool leavesBehind = _leavesBehind && _connection.State == ConnectionState.Open;
        _connections.GiveBackUsed(_connection, mayBeInTransaction: !_isOver, before => before || leavesBehind);
    }

    private void OnNotice(object sender, NpgsqlNoticeEventArgs notice) => _onNotice(PostgresConnections.ReadNotice(notice.Notice));

    private void OnNotification(object sender, NpgsqlNotificationEventArgs heard) =>
        _onNotice(PostgresConnections.ReadNotification(heard));
}
