using System.Runtime.CompilerServices;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>What becomes of a store's tasks.</summary>
/// <param name="connections">The store's connections.</param>
/// <param name="schema">Its schema.</param>
/// <param name="actor">Who asks.</param>
internal sealed class PostgresChanges(PostgresConnections connections, SqlName schema, string actor) : ChangeOperations
{
    private static readonly TimeSpan s_shortestPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1);
    private readonly ChangeStatements _statements = new(schema, actor);

    /// <inheritdoc/>
    public override async IAsyncEnumerable<EndedTasks> WaitAsync(
        IReadOnlyCollection<long> ids, bool any, TimeSpan? timeout, StoreCaller caller,
        [EnumeratorCancellation] CancellationToken stop)
    {
        HashSet<long> left = [.. ids];
        Deadline deadline = new(timeout);
        Outage outage = new(caller);
        TimeSpan pause = s_shortestPause;
        while (true)
        {
            EndedTasks news = await outage.TryAsync(
                token => FindEndedAsync(left, caller, token), EndedTasks.None, deadline, stop);
            left.ExceptWith(news.Missing);
            left.ExceptWith(news.Ended.Select(task => task.Id));
            yield return news;
            if (left.Count == 0 || (any && news.Ended.Count > 0) || deadline.IsOver)
            {
                yield break;
            }

            // What takes long may be known a little later.
            await Task.Delay(deadline.Bound(pause * (0.8 + (0.4 * Random.Shared.NextDouble()))), stop);
            pause = pause * 1.2 < s_longestPause ? pause * 1.2 : s_longestPause;
        }
    }

    /// <inheritdoc/>
    public override IAsyncEnumerable<IReadOnlyList<PgTaskChange>> WatchAsync(
        ChangeRequest request, StoreCaller caller, CancellationToken stop) =>
        new ChangeFeed(connections, _statements, caller).WatchAsync(request, stop);

    private Task<EndedTasks> FindEndedAsync(HashSet<long> ids, StoreCaller caller, CancellationToken stop) =>
        connections.RunStatementAsync(
            _statements.FindEnded([.. ids]), ReadEndedAsync, caller with { Transaction = null }, stop);

    private static async Task<EndedTasks> ReadEndedAsync(NpgsqlDataReader reader, CancellationToken stop)
    {
        List<PgTask> ended = [];
        List<long> missing = [];
        while (await reader.ReadAsync(stop))
        {
            if (reader.IsDBNull(0))
            {
                missing.Add(reader.GetInt64(reader.FieldCount - 1));
            }
            else
            {
                ended.Add(TaskRow.Read(reader));
            }
        }

        return new EndedTasks(ended, missing);
    }
}
