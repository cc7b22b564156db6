using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>The tasks that a query finds, as they come from the server.</summary>
internal sealed class TaskStream(PostgresConnections connections)
{
    private static int s_lastCursor;

    /// <summary>Runs a query whose rows a function of <see cref="TaskRow"/> reads. Ending early stops it on the server.</summary>
    public IAsyncEnumerable<PgTask> ReadAsync(
        SqlBuilder sql, Func<NpgsqlDataReader, PgTask> read, StoreCaller caller, CancellationToken stop) =>
        caller.Transaction is null ? StreamAsync(sql, read, caller, stop) : StreamByCursorAsync(sql, read, caller, stop);

    private async IAsyncEnumerable<PgTask> StreamAsync(
        SqlBuilder sql, Func<NpgsqlDataReader, PgTask> read, StoreCaller caller, [EnumeratorCancellation] CancellationToken stop)
    {
        using BoundedStop bound = new(stop);
        NpgsqlConnection connection = await connections.RentAsync(caller, bound.Token);
        try
        {
            await using NpgsqlCommand command = sql.CreateCommand(connection);
            await foreach (PgTask task in RowStream.ReadAsync<PgTask>(
                token => command.RunAsync(token), _ => read, command.Cancel, bound))
            {
                yield return task;
            }
        }
        finally
        {
            await bound.EndAsync(() => connection.DisposeAsync().AsTask());
        }
    }

    /// <summary>Reads a thousand rows at a time, so that between them the connection is free for other statements.</summary>
    private async IAsyncEnumerable<PgTask> StreamByCursorAsync(
        SqlBuilder sql, Func<NpgsqlDataReader, PgTask> read, StoreCaller caller, [EnumeratorCancellation] CancellationToken stop)
    {
        const int Rows = 1000;
        SqlName cursor = new(string.Create(
            CultureInfo.InvariantCulture, $"pgtasks_{Interlocked.Increment(ref s_lastCursor)}"));
        await RunAsync($"DECLARE {cursor} NO SCROLL CURSOR FOR {sql}", read, caller, stop);
        int count;
        do
        {
            List<PgTask> tasks = await RunAsync($"FETCH {SqlBuilder.Literal(Rows)} FROM {cursor}", read, caller, stop);
            foreach (PgTask task in tasks)
            {
                yield return task;
            }

            count = tasks.Count;
        }
        while (count == Rows);

        await RunAsync($"CLOSE {cursor}", read, caller, stop);
    }

    private Task<List<PgTask>> RunAsync(
        SqlBuilder sql, Func<NpgsqlDataReader, PgTask> read, StoreCaller caller, CancellationToken stop)
    {
        return connections.RunStatementAsync(sql, ReadAsync, caller, stop, isRepeated: false);

        async Task<List<PgTask>> ReadAsync(NpgsqlDataReader reader, CancellationToken token)
        {
            List<PgTask> tasks = [];
            while (await reader.ReadAsync(token))
            {
                tasks.Add(read(reader));
            }

            return tasks;
        }
    }
}
