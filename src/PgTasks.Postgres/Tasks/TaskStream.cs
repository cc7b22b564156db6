using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>The tasks that a query finds, as they come from the server.</summary>
internal sealed class TaskStream(PostgresConnections connections)
{
    private static int s_lastCursor;

    /// <summary>Reads what a selection finds. Ending early stops it on the server.</summary>
    public IAsyncEnumerable<PgTask> ReadAsync(TaskSelection selection, StoreCaller caller, CancellationToken stop) =>
        caller.Transaction is null
            ? StreamAsync(selection, caller, stop)
            : StreamByCursorAsync(selection.Statement, selection.Read, caller, stop);

    private async IAsyncEnumerable<PgTask> StreamAsync(
        TaskSelection selection, StoreCaller caller, [EnumeratorCancellation] CancellationToken stop)
    {
        TaskReadAhead ahead = new();
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task reading = Task.Run(
            () => new TaskReading(connections, selection, ahead, caller).RunAsync(end.Token), CancellationToken.None);
        try
        {
            List<PgTask> tasks = [];
            while (await ahead.TakeAsync(tasks) is { } taken)
            {
                tasks = taken;
                stop.ThrowIfCancellationRequested();
                for (int i = 0; i < tasks.Count; i++)
                {
                    yield return tasks[i];
                }
            }
        }
        finally
        {
            await end.CancelAsync();
            await reading;
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
