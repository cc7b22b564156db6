using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using Npgsql;

namespace PgTasks.Postgres;

/// <content>Connections: taken from the pool, used, and given back.</content>
internal sealed partial class PostgresTaskStore
{
    private const int MaxPrepared = 100;
    private readonly ConcurrentDictionary<string, bool> _seen = new(StringComparer.Ordinal);
    private readonly object _cleaning = new();
    private Task _cleaned = Task.CompletedTask;
    private bool? _isDirect;

    /// <summary>
    /// Runs one statement of the store's own on the caller's transaction, or else on a connection of the pool. One, as
    /// what has been stored before another fails would be stored again.
    /// </summary>
    private async Task<T> RunAsync<T>(
        Func<NpgsqlConnection, Task<T>> work, StoreCaller caller, CancellationToken stop)
    {
        try
        {
            return await RunOnceAsync(work, caller, stop);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.FeatureNotSupported)
        {
            // A prepared statement whose columns have other types by now: Npgsql has forgotten it.
            return await RunOnceAsync(work, caller, stop);
        }
    }

    private async Task<T> RunOnceAsync<T>(
        Func<NpgsqlConnection, Task<T>> work, StoreCaller caller, CancellationToken stop)
    {
        if (caller.Transaction is PostgresTransaction transaction)
        {
            return await transaction.RunAsync(work, caller.OnNotice, stop);
        }

        await using NpgsqlConnection connection = await RentAsync(caller, stop);
        return await work(connection);
    }

    /// <summary>Runs a user's SQL, which may change settings, take locks and leave temporary tables behind.</summary>
    private async Task<T> RunUsersAsync<T>(
        Func<NpgsqlConnection, Task<T>> work, SqlText? sql, StoreCaller caller, CancellationToken stop)
    {
        if (caller.Transaction is not null)
        {
            return await RunOnceAsync(work, caller, stop);
        }

        NpgsqlConnection connection = await RentAsync(caller, stop);
        try
        {
            return await work(connection);
        }
        finally
        {
            GiveBack(connection, sql?.Statements.Any(statement => statement.ControlsTransaction) ?? false);
        }
    }

    private async Task<NpgsqlConnection> RentAsync(StoreCaller caller, CancellationToken stop)
    {
        NpgsqlConnection connection = await RentAsync(stop);
        connection.Notice += (_, notice) => caller.OnNotice(Describe(notice.Notice));
        return connection;
    }

    private async Task<NpgsqlConnection> RentAsync(CancellationToken stop)
    {
        NpgsqlConnection connection = _source.CreateConnection();
        Task opening = connection.OpenAsync(stop);
        try
        {
            // Npgsql does not heed the token while a server accepts the connection and then says nothing.
            await opening.WaitAsync(stop);
            _meter.Rented(connection);
            return connection;
        }
        catch (OperationCanceledException) when (!opening.IsCompleted)
        {
            _ = opening.ContinueWith(_ => connection.Dispose(), CancellationToken.None,
                TaskContinuationOptions.None, TaskScheduler.Default);
            throw;
        }
        catch (NpgsqlException exception) when (exception.InnerException is TimeoutException && _meter.IsExhausted)
        {
            throw StoreErrors.PoolExhausted(_meter.Read(), exception);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Gives back a connection that a user's SQL ran on. Npgsql would reset every connection before its next statement;
    /// the store's own leave nothing behind, so only these are cleaned, and nobody waits for that.
    /// </summary>
    private void GiveBack(NpgsqlConnection connection, bool mayBeInTransaction = false)
    {
        lock (_cleaning)
        {
            _cleaned = Task.WhenAll(_cleaned, CleanAsync(connection, mayBeInTransaction));
        }
    }

    private async Task CleanAsync(NpgsqlConnection connection, bool mayBeInTransaction)
    {
        await using NpgsqlConnection closing = connection;
        if (!_cleans || connection.State != ConnectionState.Open)
        {
            return;
        }

        try
        {
            if (mayBeInTransaction || !await TryDiscardAllAsync(connection))
            {
                await ExecuteAsync("ROLLBACK", connection, CancellationToken.None);
                await TryDiscardAllAsync(connection);
            }
        }
        catch (DbException)
        {
            if (connection.State == ConnectionState.Open)
            {
                // What cannot be cleaned shall not be used again.
                NpgsqlConnection.ClearPool(connection);
            }
        }
    }

    /// <summary>
    /// DISCARD ALL, but for the statements that Npgsql has prepared and counts on; false where a transaction has failed
    /// that is still to be rolled back.
    /// </summary>
    private static async Task<bool> TryDiscardAllAsync(NpgsqlConnection connection)
    {
        const string Sql = """
            CLOSE ALL;
            SET SESSION AUTHORIZATION DEFAULT;
            RESET ALL;
            UNLISTEN *;
            DISCARD PLANS;
            DISCARD TEMP;
            DISCARD SEQUENCES;
            SELECT pg_catalog.quote_ident(name) FROM pg_catalog.pg_prepared_statements WHERE from_sql;
            SELECT pg_catalog.pg_advisory_unlock_all()
            """;
        List<string> prepared = [];
        try
        {
            await using NpgsqlCommand command = new(Sql, connection);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                prepared.Add(reader.GetString(0));
            }
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InFailedSqlTransaction)
        {
            return false;
        }

        foreach (string name in prepared)
        {
            await ExecuteAsync($"DEALLOCATE {name}", connection, CancellationToken.None);
        }

        return true;
    }

    /// <summary>Waits, but not for long, until the pool has back what was given back.</summary>
    private Task WaitUntilCleanAsync() => Task.WhenAny(_cleaned, Task.Delay(TimeSpan.FromSeconds(1)));

    /// <summary>Has the server keep the statement parsed and planned on this connection, from its second run on.</summary>
    private async Task PrepareAsync(NpgsqlCommand command, CancellationToken stop)
    {
        bool isNew = _seen.Count < MaxPrepared && _seen.TryAdd(command.CommandText, true);
        if (!_cleans || isNew || !_seen.ContainsKey(command.CommandText))
        {
            return;
        }

        _isDirect ??= await IsDirectAsync(command.Connection!, stop);
        if (_isDirect.Value)
        {
            await command.PrepareAsync(stop);
        }
    }

    /// <summary>
    /// Whether the server itself is at the other end. A pooler between gives its own process number to cancel by, and may
    /// send each statement to another server process, which has prepared nothing, or something else by that name.
    /// </summary>
    private static async Task<bool> IsDirectAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using NpgsqlCommand command = new("SELECT pg_backend_pid()", connection);
        return (int)(await command.ExecuteScalarAsync(stop))! == connection.ProcessID;
    }
}
