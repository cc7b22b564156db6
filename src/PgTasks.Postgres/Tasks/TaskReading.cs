using System.Diagnostics;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>
/// Reads tasks ahead of who takes them. A statement that waits for somebody slow would keep the server from cleaning up, and
/// a connection from others: then it is read to its end, of which the ids are kept, and the tasks themselves are read page
/// by page when they are wanted, as they are by then. So each comes once, in the order that they had.
/// </summary>
internal sealed class TaskReading(
    PostgresConnections connections, TaskSelection selection, TaskReadAhead ahead, StoreCaller caller)
{
    private const int Part = 200;
    private const int MostOfPage = 5000;
    private const long LettersOfPage = 4_000_000;
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(1);
    private readonly PackedIds _rest = new();
    private long _letters;

    /// <summary>Reads all, and ends what is read ahead. Throws nothing: that is told there.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await ReadStatementAsync(stop);
            await ReadRestAsync(stop);
            ahead.End(null);
        }
        catch (Exception exception)
        {
            ahead.End(exception);
        }
    }

    private async Task ReadStatementAsync(CancellationToken stop)
    {
        using BoundedStop bound = new(stop);
        NpgsqlConnection connection = await connections.RentAsync(caller, bound.Token);
        try
        {
            await using NpgsqlCommand command = selection.Statement.CreateCommand(connection);
            // On another thread: stopped by then, it tells the server before it returns, which nobody could wait for in time.
            await using IAsyncEnumerator<PgTask> rows = RowStream.ReadAsync<PgTask>(
                token => Task.Run(() => command.RunAsync(token), token), _ => selection.Read, command.Cancel, bound)
                .GetAsyncEnumerator(CancellationToken.None);
            await GiveAsync(rows, stop);
        }
        finally
        {
            await bound.EndAsync(() => connection.DisposeAsync().AsTask());
        }
    }

    private async Task GiveAsync(IAsyncEnumerator<PgTask> rows, CancellationToken stop)
    {
        Pace pace = new(ahead);
        List<PgTask> part = new(Part);
        bool isKept = true;
        while (true)
        {
            ValueTask<bool> moving = rows.MoveNextAsync();
            bool gives = part.Count == Part || (!moving.IsCompleted && part.Count > 0);
            if (gives)
            {
                ahead.Give(part);
            }

            if (!await moving)
            {
                ahead.Give(part);
                return;
            }

            isKept = isKept && (!gives || await pace.KeepAsync(stop));
            if (isKept)
            {
                part.Add(rows.Current);
            }
            else
            {
                _rest.Add(rows.Current.Id);
                _letters += TaskReadAhead.CountLetters(rows.Current);
            }
        }
    }

    private async Task ReadRestAsync(CancellationToken stop)
    {
        int most = (int)Math.Clamp(_rest.Count * LettersOfPage / Math.Max(1, _letters), 1, MostOfPage);
        int count = Math.Min(Part, most);
        while (_rest.Count > 0)
        {
            long start = Stopwatch.GetTimestamp();
            await ahead.WaitForNoneAsync(stop);
            count = Stopwatch.GetElapsedTime(start) < s_soon ? Math.Min(2 * count, most) : Math.Min(Part, most);
            ahead.Give(await FindAsync(_rest.Take(count), stop));
        }
    }

    private async Task<List<PgTask>> FindAsync(long[] ids, CancellationToken stop)
    {
        Dictionary<long, PgTask> found = await connections.RunStatementAsync(
            selection.Again(ids), ReadAsync, caller, stop);
        return [.. ids.Where(found.ContainsKey).Select(id => found[id])];

        async Task<Dictionary<long, PgTask>> ReadAsync(NpgsqlDataReader reader, CancellationToken token)
        {
            Dictionary<long, PgTask> tasks = new(ids.Length);
            while (await reader.ReadAsync(token))
            {
                PgTask task = selection.Read(reader);
                tasks.Add(task.Id, task);
            }

            return tasks;
        }
    }
}
