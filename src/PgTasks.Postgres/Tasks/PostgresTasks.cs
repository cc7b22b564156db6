using Npgsql;

namespace PgTasks.Postgres;

/// <summary>The tasks of a store.</summary>
/// <param name="connections">Its connections.</param>
/// <param name="schema">Its schema.</param>
/// <param name="actor">Who adds and changes the tasks.</param>
internal sealed class PostgresTasks(PostgresConnections connections, SqlName schema, string actor) : TaskOperations
{
    private readonly TaskStatements _statements = new(schema, actor);
    private readonly TaskChanges _changes = new(
        connections, new TaskStatements(schema, actor), new SignalStatements(schema));
    private readonly TaskStream _stream = new(connections);
    private readonly SignalStatements _signals = new(schema);
    private readonly WordIndex _words = new(connections, schema);

    /// <inheritdoc/>
    public override IAsyncEnumerable<PgTask> GetAsync(
        TaskQuery query, StoreCaller caller, CancellationToken stop) =>
        _stream.ReadAsync(
            new TaskSelection(
                _statements.Get(query),
                ids => _statements.GetAgain(ids, query.Filter),
                query.Filter.Search is null ? TaskRow.Read : TaskRow.ReadMatch),
            caller,
            stop);

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
        TaskTargets targets = new(ids);
        StoreResult[] found = await _changes.FindAsync(targets, caller, stop);
        if (filter == TaskFilter.Everything)
        {
            return found;
        }

        StoreResult[] matches = await _changes.RunOnceAsync(
            distinct => _statements.Match([.. distinct.Ids], filter), targets, readTasks: false, caller, stop);
        return [.. found.Zip(matches, (task, match) => match.Error is null || task.Error is not null ? task : default)];
    }

    /// <inheritdoc/>
    public override Task<StoreResult[]> AddAsync(
        IReadOnlyList<NewTask> tasks, StoreCaller caller, CancellationToken stop) =>
        tasks.All(task => task.Key is null)
            ? BadRecords.FailAloneAsync(tasks, caller, part => AddAllAsync(part, caller, stop))
            : AddInPartsAsync(tasks, caller, stop);

    /// <inheritdoc/>
    public override Task<StoreResult[]> CompleteAsync(
        TaskTargets targets, string? result, bool passThru, StoreCaller caller, CancellationToken stop) =>
        _changes.RunAsync(part => _statements.Complete(part, result, passThru), targets, passThru, caller, stop);

    /// <inheritdoc/>
    public override Task<StoreResult[]> SetAsync(
        TaskTargets targets, TaskChange change, bool passThru, StoreCaller caller, CancellationToken stop) =>
        _changes.RunAsync(
            part => _statements.Set(part, change, passThru), targets, passThru, caller, stop,
            explain: task => ExplainChange(change, task), tells: GetTold(targets, change));

    /// <inheritdoc/>
    public override async Task<StoreResult[]> SetEachAsync(
        IReadOnlyList<TaskEdit> edits, bool isForced, bool passThru, StoreCaller caller, CancellationToken stop)
    {
        List<StoreResult> results = new(edits.Count);
        while (results.Count < edits.Count)
        {
            TaskEdit[] alike = [.. TakeAlike(edits.Skip(results.Count))];
            results.AddRange(await BadRecords.FailAloneAsync(alike, caller, part => SetEachOnceAsync(
                part, isForced, passThru, caller, stop)));
        }

        return [.. results];
    }

    /// <inheritdoc/>
    public override Task<StoreResult[]> StartAsync(
        TaskTargets targets, bool passThru, StoreCaller caller, CancellationToken stop) =>
        _changes.RunAsync(
            part => _statements.Start(part, passThru), targets, passThru, caller, stop, explain: ExplainEnded);

    /// <inheritdoc/>
    public override Task<StoreResult[]> SuspendAsync(
        TaskTargets targets, bool passThru, StoreCaller caller, CancellationToken stop) =>
        _changes.RunAsync(
            part => _statements.Suspend(part, passThru), targets, passThru, caller, stop, explain: ExplainEnded,
            tells: Told.WhoWaits);

    /// <inheritdoc/>
    public override Task<StoreResult[]> CancelAsync(
        TaskTargets targets, bool passThru, StoreCaller caller, CancellationToken stop) =>
        _changes.RunAsync(
            part => _statements.Cancel(part, passThru), targets.Forced(), passThru, caller, stop, explain: ExplainEnded,
            tells: targets.Claims is null ? Told.WhoHolds : Told.Nobody);

    /// <inheritdoc/>
    public override Task<StoreResult[]> RestartAsync(
        TaskTargets targets, bool passThru, StoreCaller caller, CancellationToken stop) =>
        _changes.RunAsync(
            part => _statements.Restart(part, passThru), targets, passThru, caller, stop, tells: Told.WhoWaits);

    /// <inheritdoc/>
    public override Task<StoreResult[]> RemoveAsync(
        TaskTargets targets, bool passThru, StoreCaller caller, CancellationToken stop) =>
        _changes.RunAsync(
            part => _statements.Remove(part, passThru), targets, passThru, caller, stop, once: true,
            tells: targets.IsForced ? Told.WhoHolds : Told.Nobody);

    private async Task<StoreResult[]> SetEachOnceAsync(
        IReadOnlyList<TaskEdit> edits, bool isForced, bool passThru, StoreCaller caller, CancellationToken stop)
    {
        TaskTargets targets = new([.. edits.Select(edit => edit.Id)])
        {
            Claims = edits[0].Claim is null ? null : [.. edits.Select(edit => edit.Claim!.Value)],
            IsForced = isForced,
        };
        StoreResult[] results = await _changes.RunOnceAsync(
            _ => _statements.SetEach([.. edits.OrderBy(edit => edit.Id)], isForced, passThru),
            targets, readTasks: passThru, caller, stop, changes: true, tells: GetTold(targets, edits[0].Change!));
        Dictionary<long, TaskChange> changes = edits.ToDictionary(edit => edit.Id, edit => edit.Change!);
        await _changes.ExplainAsync(results, targets, task => ExplainChange(changes[task.Id], task), caller, stop);
        return results;
    }

    /// <summary>Whom a change tells: it may make a task ready, or take it from who holds it.</summary>
    private static Told GetTold(TaskTargets targets, TaskChange change) =>
        change.Fields.Keys.Any(field => field.Property is nameof(PgTask.Status)) && targets.IsForced ? Told.WhoHolds
        : change.Fields.Keys.Any(field => field.Property is nameof(PgTask.Status) or nameof(PgTask.NotBefore)
            or nameof(PgTask.Priority) or nameof(PgTask.Project) or nameof(PgTask.DependsOn) or nameof(PgTask.AssignedTo))
            ? Told.WhoWaits
            : Told.Nobody;

    private static PgTaskException? ExplainChange(TaskChange change, PgTask task) =>
        change.IfUpdatedAt is { } seen && seen.ToUniversalTime() != task.UpdatedAt.ToUniversalTime()
            ? TaskErrors.TaskChanged(task) : null;

    private static PgTaskException? ExplainEnded(PgTask task) =>
        task.Status is PgTaskStatus.Pending or PgTaskStatus.Running ? null : TaskErrors.TaskEnded(task);

    /// <summary>Adds what has keys and what has none in statements of their own; none has two of the same key.</summary>
    private async Task<StoreResult[]> AddInPartsAsync(
        IReadOnlyList<NewTask> tasks, StoreCaller caller, CancellationToken stop)
    {
        List<StoreResult> results = new(tasks.Count);
        try
        {
            while (results.Count < tasks.Count)
            {
                NewTask first = tasks[results.Count];
                HashSet<string> keys = new(StringComparer.Ordinal);
                NewTask[] alike = [.. tasks.Skip(results.Count).TakeWhile(task =>
                    task.Key is null == first.Key is null && task.IfExists == first.IfExists
                    && (task.Key is null || keys.Add(task.Key)))];
                results.AddRange(await BadRecords.FailAloneAsync(
                    alike, caller, part => AddAllAsync(part, caller, stop)));
            }
        }
        catch (Exception exception) when (results.Count > 0 && exception is not BatchException)
        {
            throw new BatchException([.. results], unknown: 0, exception);
        }
        catch (BatchException exception) when (results.Count > 0)
        {
            throw new BatchException([.. results, .. exception.Answered], exception.Unknown, exception.InnerException!);
        }

        return [.. results];
    }

    private async Task<StoreResult[]> AddAllAsync(
        IReadOnlyList<NewTask> tasks, StoreCaller caller, CancellationToken stop)
    {
        (PgTask?[] added, bool mayDiffer) = await connections.RunStatementAsync(
            _statements.Add(tasks), (reader, token) => ReadAddedAsync(tasks, reader, token), caller, stop,
            changes: true, isMarked: tasks.Count > 1, isRepeated: tasks.Count == 1, after: _signals.TellOfWork());
        if (!mayDiffer)
        {
            return [.. added.Zip(tasks, (task, asked) => task is null && asked.Key is not null
                ? new StoreResult(null, TaskErrors.TaskClaimed(asked.Key))
                : new StoreResult(task, null))];
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
        Dictionary<string, int> places = tasks[0].Key is null
            ? []
            : Enumerable.Range(0, tasks.Count).ToDictionary(i => tasks[i].Key!, StringComparer.Ordinal);
        for (int row = 0; await reader.ReadAsync(stop); row++)
        {
            if (tasks[0].Key is null)
            {
                added[row] = readsAll
                    ? TaskRow.Read(reader)
                    : TaskRow.ReadAdded(reader, tasks[row], actor, row == 0 ? null : added[0]);
            }
            else
            {
                // Of those that stay as they are, as somebody has claimed them, there is no row.
                PgTask task = TaskRow.Read(reader);
                added[places[task.Key!]] = task;
            }

            mayDiffer |= !readsAll && row == 0 && TaskRow.MayDiffer(reader);
        }

        return (added, mayDiffer);
    }

    /// <summary>As many as one statement can have: they set the same fields, and each another task.</summary>
    private static IEnumerable<TaskEdit> TakeAlike(IEnumerable<TaskEdit> edits)
    {
        HashSet<long> ids = [];
        TaskChange? first = null;
        int? claim = edits.First().Claim;
        return edits.TakeWhile(edit => ids.Add(edit.Id) && (first ??= edit.Change!).IsLike(edit.Change!)
            && edit.Claim is null == (claim is null));
    }
}
