using System.Data;
using System.Data.Common;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>
/// Gives back connections that a user's SQL ran on. Npgsql would reset every connection before its next statement; the
/// store's own leave nothing behind, so only these are cleaned, and nobody waits for that.
/// </summary>
internal sealed class ConnectionCleaner(bool isWanted)
{
    private readonly object _gate = new();
    private Task _cleaned = Task.CompletedTask;

    /// <summary>Has the connection cleaned and given back.</summary>
    /// <param name="connection">The connection; it is the cleaner's from now on.</param>
    /// <param name="mayBeInTransaction">Whether what ran on it may have begun a transaction.</param>
    public void GiveBack(NpgsqlConnection connection, bool mayBeInTransaction)
    {
        lock (_gate)
        {
            _cleaned = Task.WhenAll(_cleaned, CleanAsync(connection, mayBeInTransaction));
        }
    }

    /// <summary>Waits, but not for long, until the pool has back what was given back.</summary>
    public Task WaitAsync()
    {
        Task cleaned = Volatile.Read(ref _cleaned);
        return cleaned.IsCompleted ? Task.CompletedTask : Task.WhenAny(cleaned, Task.Delay(TimeSpan.FromSeconds(1)));
    }

    private async Task CleanAsync(NpgsqlConnection connection, bool mayBeInTransaction)
    {
        await using NpgsqlConnection closing = connection;
        if (!isWanted || connection.State != ConnectionState.Open)
        {
            return;
        }

        try
        {
            if ((mayBeInTransaction && await IsInTransactionAsync(connection)) || !await TryDiscardAllAsync(connection))
            {
                await connection.ExecuteAsync("ROLLBACK", CancellationToken.None);
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

    /// <summary>Whether a transaction is open: a ROLLBACK where there is none would have the server warn the user.</summary>
    public static async Task<bool> IsInTransactionAsync(NpgsqlConnection connection)
    {
        try
        {
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            await transaction.RollbackAsync();
            return false;
        }
        catch (InvalidOperationException)
        {
            // Npgsql knows of one, though it has not begun it.
            return true;
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
            await connection.ExecuteAsync($"DEALLOCATE {name}", CancellationToken.None);
        }

        return true;
    }
}
