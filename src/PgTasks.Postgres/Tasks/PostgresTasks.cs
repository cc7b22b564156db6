using System.Data.Common;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>The tasks of a store.</summary>
/// <param name="connections">Its connections.</param>
/// <param name="schema">Its schema.</param>
/// <param name="actor">Who adds and changes the tasks.</param>
internal sealed class PostgresTasks(PostgresConnections connections, SqlName schema, string actor) : TaskOperations
{
    private readonly TaskStatements _statements = new(schema, actor);
    private readonly TaskStream _stream = new(connections);
    private readonly WordIndex _words = new(connections, schema);

    /// <inheritdoc/>
    public override IAsyncEnumerable<PgTask> GetAsync(
        TaskQuery query, StoreCaller caller, CancellationToken stop) =>
        _stream.ReadAsync(
            _statements.Get(query), query.Filter.Search is null ? TaskRow.Read : TaskRow.ReadMatch, caller, stop);

    /// <inheritdoc/>
    public override IAsyncEnumerable<int> IndexWordsAsync(string language, StoreCaller caller, CancellationToken stop) =>
        _words.UpdateAsync(language, caller, stop);

    /// <inheritdoc/>
    public override Task<long> CountAsync(TaskFilter filter, StoreCaller caller, CancellationToken stop) =>
        connections.RunStatementAsync(
            _statements.Count(filter),
            async (reader, token) => await reader.ReadAsync(token) ? reader.GetInt64(0) : 0,
            caller,
            stop,
            isRepeated: false);

    /// <inheritdoc/>
    public override async Task<StoreResult[]> FindAsync(
        IReadOnlyList<long> ids, TaskFilter filter, StoreCaller caller, CancellationToken stop)
    {
        StoreResult[] found = await RunOnIdsAsync(_statements.Find, ids, readTasks: true, caller, stop);
        if (filter == TaskFilter.Everything)
        {
            return found;
        }

        StoreResult[] matches = await RunOnIdsAsync(
            distinct => _statements.Match(distinct, filter), ids, readTasks: false, caller, stop);
        return [.. found.Zip(matches, (task, match) => match.Error is null || task.Error is not null ? task : default)];
    }

    /// <inheritdoc/>
    public override Task<StoreResult[]> AddAsync(
        IReadOnlyList<NewTask> tasks, StoreCaller caller, CancellationToken stop) =>
        BadRecords.FailAloneAsync(tasks, caller, part => AddAllAsync(part, caller, stop));

    /// <inheritdoc/>
    public override Task<StoreResult[]> CompleteAsync(
        IReadOnlyList<long> ids, bool passThru, StoreCaller caller, CancellationToken stop) =>
        ChangeAsync(part => _statements.Complete(part, passThru), ids, passThru, caller, stop);

    /// <inheritdoc/>
    public override async Task<StoreResult[]> SetAsync(
        IReadOnlyList<long> ids, TaskChange change, bool passThru, StoreCaller caller, CancellationToken stop)
    {
        StoreResult[] results = await ChangeAsync(
            part => _statements.Set(part, change, passThru), ids, passThru, caller, stop);
        if (change.IfUpdatedAt is not null)
        {
            await TellChangedAsync(results, ids, caller, stop);
        }

        return results;
    }

    /// <inheritdoc/>
    public override async Task<StoreResult[]> SetEachAsync(
        IReadOnlyList<TaskEdit> edits, bool passThru, StoreCaller caller, CancellationToken stop)
    {
        List<StoreResult> results = new(edits.Count);
        while (results.Count < edits.Count)
        {
            TaskEdit[] alike = [.. TakeAlike(edits.Skip(results.Count))];
            results.AddRange(await BadRecords.FailAloneAsync(alike, caller, part => RunOnIdsAsync(
                _ => _statements.SetEach([.. part.OrderBy(edit => edit.Id)], passThru),
                [.. part.Select(edit => edit.Id)], readTasks: passThru, caller, stop, changes: true)));
        }

        StoreResult[] all = [.. results];
        if (edits.Any(edit => edit.Change!.IfUpdatedAt is not null))
        {
            await TellChangedAsync(all, [.. edits.Select(edit => edit.Id)], caller, stop);
        }

        return all;
    }

    /// <inheritdoc/>
    public override Task<StoreResult[]> StartAsync(
        IReadOnlyList<long> ids, bool passThru, StoreCaller caller, CancellationToken stop) =>
        ChangeFreeAsync(part => _statements.Start(part, passThru), ids, passThru, caller, stop);

    /// <inheritdoc/>
    public override Task<StoreResult[]> SuspendAsync(
        IReadOnlyList<long> ids, bool passThru, StoreCaller caller, CancellationToken stop) =>
        ChangeFreeAsync(part => _statements.Suspend(part, passThru), ids, passThru, caller, stop);

    /// <inheritdoc/>
    public override Task<StoreResult[]> RestartAsync(
        IReadOnlyList<long> ids, bool passThru, StoreCaller caller, CancellationToken stop) =>
        ChangeAsync(part => _statements.Restart(part, passThru), ids, passThru, caller, stop);

    /// <inheritdoc/>
    public override Task<StoreResult[]> RemoveAsync(
        IReadOnlyList<long> ids, bool passThru, StoreCaller caller, CancellationToken stop) =>
        ChangeAsync(part => _statements.Remove(part, passThru), ids, passThru, caller, stop, once: true);

    private async Task<StoreResult[]> AddAllAsync(
        IReadOnlyList<NewTask> tasks, StoreCaller caller, CancellationToken stop)
    {
        (PgTask?[] added, bool mayDiffer) = await connections.RunStatementAsync(
            _statements.Add(tasks), (reader, token) => ReadAddedAsync(tasks, reader, token), caller, stop,
            changes: true, isMarked: tasks.Count > 1, isRepeated: tasks.Count == 1);
        if (!mayDiffer)
        {
            return Array.ConvertAll(added, task => new StoreResult(task, null));
        }

        // What somebody has deleted meanwhile was added all the same; a trigger may also have left some out.
        long[] ids = [.. added.OfType<PgTask>().Select(task => task.Id)];
        StoreResult[] stored = await FindAsync(ids, TaskFilter.Everything, caller, stop);
        return [.. added.Select((task, i) => new StoreResult(i < stored.Length ? stored[i].Task ?? task : null, null))];
    }

    private async Task<(PgTask?[] Added, bool MayDiffer)> ReadAddedAsync(
        IReadOnlyList<NewTask> tasks, NpgsqlDataReader reader, CancellationToken stop)
    {
        PgTask?[] added = new PgTask?[tasks.Count];
        bool readsAll = TaskStatements.ReadsAll(tasks);
        bool mayDiffer = false;
        for (int row = 0; await reader.ReadAsync(stop); row++)
        {
            added[row] = readsAll
                ? TaskRow.Read(reader)
                : TaskRow.ReadAdded(reader, tasks[row], actor, row == 0 ? null : added[0]);
            mayDiffer |= !readsAll && row == 0 && TaskRow.MayDiffer(reader);
        }

        return (added, mayDiffer);
    }

    /// <summary>As many as one statement can have: they set the same fields, and each another task.</summary>
    private static IEnumerable<TaskEdit> TakeAlike(IEnumerable<TaskEdit> edits)
    {
        HashSet<long> ids = [];
        TaskChange? first = null;
        return edits.TakeWhile(edit => ids.Add(edit.Id) && (first ??= edit.Change!).IsLike(edit.Change!));
    }

    /// <summary>Tells apart, of what was not found as it had been, what is gone and what has changed.</summary>
    private async Task TellChangedAsync(
        StoreResult[] results, IReadOnlyList<long> ids, StoreCaller caller, CancellationToken stop)
    {
        int[] places = [.. Enumerable.Range(0, results.Length)
            .Where(i => results[i].Error is PgTaskException { ErrorId: nameof(TaskErrors.TaskNotFound) })];
        if (places.Length > 0)
        {
            StoreResult[] found = await FindAsync([.. places.Select(i => ids[i])], caller, stop);
            foreach ((int i, StoreResult now) in places.Zip(found))
            {
                results[i] = now.Task is { } task ? new StoreResult(null, TaskErrors.TaskChanged(task)) : now;
            }
        }
    }

    /// <summary>Runs a statement that leaves out tasks that are ended or held by a worker, and says which of these.</summary>
    private async Task<StoreResult[]> ChangeFreeAsync(
        Func<long[], SqlBuilder> statement, IReadOnlyList<long> ids, bool passThru, StoreCaller caller,
        CancellationToken stop)
    {
        StoreResult[] results = await ChangeAsync(statement, ids, passThru, caller, stop);
        int[] left = [.. Enumerable.Range(0, ids.Count).Where(i => results[i].Error is PgTaskException)];
        if (left.Length > 0)
        {
            StoreResult[] found = await FindAsync(
                [.. left.Select(i => ids[i])], TaskFilter.Everything, caller, stop);
            foreach ((int i, StoreResult there) in left.Zip(found))
            {
                results[i] = there.Task switch
                {
                    null => there,
                    { Status: PgTaskStatus.Pending or PgTaskStatus.Running } held =>
                        new StoreResult(null, TaskErrors.TaskClaimed(held)),
                    { } ended => new StoreResult(null, TaskErrors.TaskEnded(ended)),
                };
            }
        }

        return results;
    }

    private async Task<StoreResult[]> ChangeAsync(
        Func<long[], SqlBuilder> statement, IReadOnlyList<long> ids, bool passThru, StoreCaller caller,
        CancellationToken stop, bool once = false)
    {
        StoreResult[] results = await BadRecords.FailAloneAsync(ids, caller, part => RunOnIdsAsync(
            statement, part, readTasks: passThru, caller, stop, changes: true, once));
        bool mayDependOnEachOther = passThru && !once && ids.Count > 1
            && Array.Exists(results, result => result.Task is { DependsOn.Length: > 0 });
        return mayDependOnEachOther ? await ReadAgainAsync(results, ids, caller, stop) : results;
    }

    /// <summary>Reads changed tasks again: a statement shows what others wait for as that was before it.</summary>
    private async Task<StoreResult[]> ReadAgainAsync(
        StoreResult[] results, IReadOnlyList<long> ids, StoreCaller caller, CancellationToken stop)
    {
        try
        {
            StoreResult[] now = await FindAsync(ids, TaskFilter.Everything, caller, stop);
            return [.. results.Zip(now, (then, found) => then.Task is null || found.Task is null ? then : found)];
        }
        catch (DbException)
        {
            // The change itself is done.
            return results;
        }
    }

    /// <summary>
    /// Runs a statement on ids, whose rows are tasks, or ids alone. With <paramref name="once"/> an id that is given again
    /// is not found again.
    /// </summary>
    private async Task<StoreResult[]> RunOnIdsAsync(
        Func<long[], SqlBuilder> statement, IReadOnlyList<long> ids, bool readTasks, StoreCaller caller,
        CancellationToken stop, bool changes = false, bool once = false)
    {
        long[] distinct = [.. ids.Distinct().Order()];
        Dictionary<long, PgTask?> found = await connections.RunStatementAsync(
            statement(distinct), ReadAsync, caller, stop, changes, isMarked: distinct.Length > 1);
        return [.. ids.Select(id =>
            (once ? found.Remove(id, out PgTask? task) : found.TryGetValue(id, out task))
                ? new StoreResult(task, null)
                : StoreResult.NotFound(id))];

        async Task<Dictionary<long, PgTask?>> ReadAsync(NpgsqlDataReader reader, CancellationToken token)
        {
            Dictionary<long, PgTask?> rows = new(distinct.Length);
            while (await reader.ReadAsync(token))
            {
                rows.Add(reader.GetInt64(0), readTasks ? TaskRow.Read(reader) : null);
            }

            return rows;
        }
    }
}
