using System.Data.Common;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>Runs the store's statements on tasks of given ids, and says of each what became of it.</summary>
internal sealed class TaskChanges(PostgresConnections connections, TaskStatements statements, SignalStatements signals)
{
    /// <summary>
    /// Runs a statement that changes the tasks it finds and gives them back, or their ids. A bad one fails alone. One that
    /// is there and was not found is told by its claim, or else by <paramref name="explain"/>.
    /// </summary>
    /// <param name="statement">Gives the statement on some of them, each id once.</param>
    /// <param name="targets">The tasks.</param>
    /// <param name="passThru">Whether the statement gives tasks, and not ids alone.</param>
    /// <param name="caller">For whom.</param>
    /// <param name="stop">Ends it.</param>
    /// <param name="once">Whether an id that is given again is not found again.</param>
    /// <param name="explain">Why a task, as it now is, was left; null where it says nothing.</param>
    /// <param name="tells">Whom it tells.</param>
    public async Task<StoreResult[]> RunAsync(
        Func<TaskTargets, SqlBuilder> statement, TaskTargets targets, bool passThru, StoreCaller caller,
        CancellationToken stop, bool once = false, Func<PgTask, PgTaskException?>? explain = null,
        Told tells = Told.Nobody)
    {
        int[] places = [.. Enumerable.Range(0, targets.Count)];
        StoreResult[] results = await BadRecords.FailAloneAsync(places, caller, part => RunOnceAsync(
            statement, part.Count == targets.Count ? targets : targets.At(part), passThru, caller, stop,
            changes: true, once, tells));
        await ExplainAsync(results, targets, explain, caller, stop);
        bool mayDependOnEachOther = passThru && !once && targets.Count > 1
            && Array.Exists(results, result => result.Task is { DependsOn.Length: > 0 });
        return mayDependOnEachOther ? await ReadAgainAsync(results, targets, caller, stop) : results;
    }

    /// <summary>The tasks, a result an id in order.</summary>
    public Task<StoreResult[]> FindAsync(TaskTargets targets, StoreCaller caller, CancellationToken stop) =>
        RunOnceAsync(distinct => statements.Find([.. distinct.Ids]), targets, readTasks: true, caller, stop);

    /// <summary>Runs a statement on the ids, whose rows are tasks, or ids alone.</summary>
    public async Task<StoreResult[]> RunOnceAsync(
        Func<TaskTargets, SqlBuilder> statement, TaskTargets targets, bool readTasks, StoreCaller caller,
        CancellationToken stop, bool changes = false, bool once = false, Told tells = Told.Nobody)
    {
        TaskTargets distinct = targets.InOrder();
        Dictionary<long, PgTask?> found = await connections.RunStatementAsync(
            statement(distinct), ReadAsync, caller, stop, changes, isMarked: distinct.Count > 1, after: GetAfter(tells));
        StoreResult[] results = new StoreResult[targets.Count];
        Dictionary<long, int>? claims = distinct.Claims is null || distinct.Count == targets.Count ? null
            : distinct.Ids.Zip(distinct.Claims).ToDictionary();
        for (int i = 0; i < results.Length; i++)
        {
            long id = targets.Ids[i];
            PgTask? task = null;
            bool isFound = (claims is null || claims[id] == targets.Claims![i])
                && (once ? found.Remove(id, out task) : found.TryGetValue(id, out task));
            results[i] = isFound ? new StoreResult(task, null) : StoreResult.NotFound(id);
        }

        return results;

        async Task<Dictionary<long, PgTask?>> ReadAsync(NpgsqlDataReader reader, CancellationToken token)
        {
            Dictionary<long, PgTask?> rows = new(distinct.Count);
            while (await reader.ReadAsync(token))
            {
                rows.Add(reader.GetInt64(0), readTasks ? TaskRow.Read(reader) : null);
            }

            return rows;
        }
    }

    private SqlBuilder? GetAfter(Told told) => told switch
    {
        Told.WhoWaits => signals.TellOfWork(),
        Told.WhoHolds => signals.TellToLook(),
        _ => null,
    };

    /// <summary>Tells apart, of what was not found as it had to be, what is gone and why the rest was left.</summary>
    public async Task ExplainAsync(
        StoreResult[] results, TaskTargets targets, Func<PgTask, PgTaskException?>? explain, StoreCaller caller,
        CancellationToken stop)
    {
        int[] left = [.. Enumerable.Range(0, results.Length)
            .Where(i => results[i].Error is PgTaskException { ErrorId: nameof(TaskErrors.TaskNotFound) })];
        if (left.Length == 0)
        {
            return;
        }

        StoreResult[] now = await FindAsync(targets.At(left), caller, stop);
        foreach ((int i, StoreResult there) in left.Zip(now))
        {
            results[i] = there.Task switch
            {
                null when targets.Claims is not null => new StoreResult(null, WorkErrors.LeaseLost(targets.Ids[i], null)),
                null => there,
                { } task => new StoreResult(null, explain?.Invoke(task) ?? (targets.Claims is null
                    ? TaskErrors.TaskClaimed(task)
                    : WorkErrors.LeaseLost(targets.Ids[i], task))),
            };
        }
    }

    /// <summary>Reads changed tasks again: a statement shows what others wait for as that was before it.</summary>
    private async Task<StoreResult[]> ReadAgainAsync(
        StoreResult[] results, TaskTargets targets, StoreCaller caller, CancellationToken stop)
    {
        try
        {
            StoreResult[] now = await FindAsync(targets, caller, stop);
            return [.. results.Zip(now, (then, found) => then.Task is null || found.Task is null ? then : found)];
        }
        catch (DbException)
        {
            // The change itself is done.
            return results;
        }
    }
}
