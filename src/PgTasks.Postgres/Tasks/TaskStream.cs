using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>The tasks that a query finds, as they come from the server.</summary>
internal sealed class TaskStream(PostgresConnections connections)
{
    private static int s_lastCursor;

    /// <summary>Runs a query of <see cref="TaskRow.Columns"/>. Ending early stops it on the server.</summary>
    public IAsyncEnumerable<PgTask> ReadAsync(string sql, StoreCaller caller, CancellationToken stop) =>
        caller.Transaction is null ? StreamAsync(sql, caller, stop) : StreamByCursorAsync(sql, caller, stop);

    private async IAsyncEnumerable<PgTask> StreamAsync(
        string sql, StoreCaller caller, [EnumeratorCancellation] CancellationToken stop)
    {
        await using NpgsqlConnection connection = await connections.RentAsync(caller, stop);
        await using NpgsqlCommand command = new(sql, connection);
        await foreach (PgTask task in RowStream.ReadAsync<PgTask>(command, _ => TaskRow.Read, mayCancel: true, stop))
        {
            yield return task;
        }
    }

    /// <summary>Reads a thousand rows at a time, so that between them the connection is free for other statements.</summary>
    private async IAsyncEnumerable<PgTask> StreamByCursorAsync(
        string sql, StoreCaller caller, [EnumeratorCancellation] CancellationToken stop)
    {
        const int Rows = 1000;
        string cursor = string.Create(
            CultureInfo.InvariantCulture, $"pgtasks_{Interlocked.Increment(ref s_lastCursor)}");
        await ExecuteAsync($"DECLARE {cursor} NO SCROLL CURSOR FOR {sql}", caller, stop);
        int count;
        do
        {
            List<PgTask> tasks = await connections.RunStatementAsync(
                connection => ReadTasksAsync($"FETCH {Rows} FROM {cursor}", connection, stop), caller, stop);
            foreach (PgTask task in tasks)
            {
                yield return task;
            }

            count = tasks.Count;
        }
        while (count == Rows);

        await ExecuteAsync($"CLOSE {cursor}", caller, stop);
    }

    private Task<bool> ExecuteAsync(string sql, StoreCaller caller, CancellationToken stop) =>
        connections.RunStatementAsync(
            async connection =>
            {
                await connection.ExecuteAsync(sql, stop);
                return true;
            },
            caller,
            stop);

    private static async Task<List<PgTask>> ReadTasksAsync(
        string sql, NpgsqlConnection connection, CancellationToken stop)
    {
        List<PgTask> tasks = [];
        await using NpgsqlCommand command = new(sql, connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            tasks.Add(TaskRow.Read(reader));
        }

        return tasks;
    }
}
