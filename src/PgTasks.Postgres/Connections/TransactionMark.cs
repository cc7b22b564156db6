using System.Data.Common;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>
/// A transaction's number, by which the server knows later whether it was committed; and since when that server runs:
/// after a failover another may use the number again.
/// </summary>
internal sealed record TransactionMark(string Number, DateTime ServerStart)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    /// <summary>A query whose row <see cref="Read"/> reads, to be run in the transaction.</summary>
    public static SqlBuilder Query { get; } =
        $"SELECT pg_catalog.pg_current_xact_id()::text, pg_catalog.pg_postmaster_start_time()";

    /// <summary>The reader's current row.</summary>
    public static TransactionMark Read(DbDataReader reader) => new(reader.GetString(0), reader.GetDateTime(1));

    /// <summary>Reads that of the transaction that is open on a connection.</summary>
    public static async Task<TransactionMark> ReadAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using NpgsqlCommand command = Query.CreateCommand(connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(stop);
        await reader.ReadAsync(stop);
        return Read(reader);
    }

    /// <summary>Commits, and where the answer is lost finds out whether that was done.</summary>
    /// <param name="commit">Commits.</param>
    /// <param name="connection">The connection of the transaction.</param>
    /// <param name="connections">For another one.</param>
    /// <param name="bound">What bounds a stop.</param>
    /// <exception cref="PgTaskException">OutcomeUnknown; another exception says that it was not committed.</exception>
    public async Task CommitAsync(
        Func<CancellationToken, Task> commit, NpgsqlConnection connection, PostgresConnections connections,
        BoundedStop bound)
    {
        try
        {
            await commit(bound.DropToken);
        }
        catch (Exception exception) when (LostConnection.LeavesOpen(exception, connection))
        {
            bool? isCommitted = await IsCommittedAsync(connections, bound.DropToken);
            if (isCommitted is null)
            {
                throw StoreErrors.OutcomeUnknown(exception);
            }

            if (!isCommitted.Value)
            {
                throw;
            }
        }
    }

    /// <summary>Whether it was committed, as a new connection says; null where that cannot be found out.</summary>
    private async Task<bool?> IsCommittedAsync(PostgresConnections connections, CancellationToken drop)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(drop);
        patience.CancelAfter(s_patience);
        SqlBuilder sql = $"""
            SELECT CASE WHEN pg_catalog.pg_postmaster_start_time() = {ServerStart}
                THEN pg_catalog.pg_xact_status({Number}::text::xid8) END
            """;
        try
        {
            while (true)
            {
                await using NpgsqlConnection connection = await connections.RentAsync(patience.Token);
                await using NpgsqlCommand command = sql.CreateCommand(connection);
                switch (await command.ExecuteScalarAsync(patience.Token))
                {
                    case "committed":
                        return true;
                    case "aborted":
                        return false;
                    case "in progress":
                        // The process that lost its client has not ended yet.
                        await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
                        break;
                    default:
                        return null;
                }
            }
        }
        catch (Exception exception) when (exception is DbException or OperationCanceledException or PgTaskException)
        {
            return null;
        }
    }
}
