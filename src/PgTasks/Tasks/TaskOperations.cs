namespace PgTasks;

/// <summary>The tasks of a store: read, added, changed, deleted. What <see cref="TaskStore"/> says of operations holds.</summary>
internal abstract class TaskOperations
{
    /// <summary>Streams the tasks in the order asked for. Ending early stops the query on the server.</summary>
    public abstract IAsyncEnumerable<PgTask> GetAsync(TaskQuery query, StoreCaller caller, CancellationToken stop);

    /// <summary>Streams the tasks that a filter lets through, in the order they were added.</summary>
    public IAsyncEnumerable<PgTask> GetAsync(TaskFilter filter, StoreCaller caller, CancellationToken stop) =>
        GetAsync(new TaskQuery(filter), caller, stop);

    /// <summary>How many tasks a filter lets through.</summary>
    public abstract Task<long> CountAsync(TaskFilter filter, StoreCaller caller, CancellationToken stop);

    /// <summary>
    /// The tasks with these ids, a result an id in the order asked; an empty one for a task that the filter keeps back.
    /// </summary>
    public abstract Task<StoreResult[]> FindAsync(
        IReadOnlyList<long> ids, TaskFilter filter, StoreCaller caller, CancellationToken stop);

    /// <summary>The tasks with these ids, a result an id in the order asked.</summary>
    public Task<StoreResult[]> FindAsync(IReadOnlyList<long> ids, StoreCaller caller, CancellationToken stop) =>
        FindAsync(ids, TaskFilter.Everything, caller, stop);

    /// <summary>
    /// Makes words of tasks that were added or changed known to searches in a language, and says of each part how many
    /// tasks that were. A search finds the others, too, more slowly.
    /// </summary>
    /// <exception cref="PgTaskException">UnknownLanguage.</exception>
    public abstract IAsyncEnumerable<int> IndexWordsAsync(string language, StoreCaller caller, CancellationToken stop);

    /// <summary>Adds the tasks in one statement, a result a task in order. A bad one fails alone.</summary>
    public abstract Task<StoreResult[]> AddAsync(
        IReadOnlyList<NewTask> tasks, StoreCaller caller, CancellationToken stop);

    /// <summary>
    /// Completes the tasks, a result an id in order. One already completed keeps its time. Of this and what follows: the
    /// error of a task that somebody else has claimed is TaskClaimed, of one whose claim is no longer in force LeaseLost.
    /// </summary>
    /// <param name="targets">The tasks.</param>
    /// <param name="result">JSON to keep with them; null leaves what there is.</param>
    /// <param name="passThru">Whether to give the tasks.</param>
    /// <param name="caller">For whom.</param>
    /// <param name="stop">Ends it.</param>
    public abstract Task<StoreResult[]> CompleteAsync(
        TaskTargets targets, string? result, bool passThru, StoreCaller caller, CancellationToken stop);

    /// <summary>The same without anything to keep.</summary>
    public Task<StoreResult[]> CompleteAsync(
        TaskTargets targets, bool passThru, StoreCaller caller, CancellationToken stop) =>
        CompleteAsync(targets, null, passThru, caller, stop);

    /// <summary>Sets fields of the tasks, a result an id in order.</summary>
    public abstract Task<StoreResult[]> SetAsync(
        TaskTargets targets, TaskChange change, bool passThru, StoreCaller caller, CancellationToken stop);

    /// <summary>Sets fields of the tasks, of each its own; a result an edit in order. A bad one fails alone.</summary>
    public abstract Task<StoreResult[]> SetEachAsync(
        IReadOnlyList<TaskEdit> edits, bool isForced, bool passThru, StoreCaller caller, CancellationToken stop);

    /// <summary>
    /// Says that somebody has begun with the tasks, a result an id in order; one that was begun before keeps that time. The
    /// error of one that is ended is TaskEnded.
    /// </summary>
    public abstract Task<StoreResult[]> StartAsync(
        TaskTargets targets, bool passThru, StoreCaller caller, CancellationToken stop);

    /// <summary>Puts tasks that somebody has begun back to pending, with the same error.</summary>
    public abstract Task<StoreResult[]> SuspendAsync(
        TaskTargets targets, bool passThru, StoreCaller caller, CancellationToken stop);

    /// <summary>Calls the tasks off, those that somebody has claimed, too; TaskEnded of one that is completed.</summary>
    public abstract Task<StoreResult[]> CancelAsync(
        TaskTargets targets, bool passThru, StoreCaller caller, CancellationToken stop);

    /// <summary>Puts the tasks back to pending, without claim, attempts or error; a result an id in order.</summary>
    public abstract Task<StoreResult[]> RestartAsync(
        TaskTargets targets, bool passThru, StoreCaller caller, CancellationToken stop);

    /// <summary>Deletes the tasks, a result an id in order; with passThru the tasks as they last were.</summary>
    public abstract Task<StoreResult[]> RemoveAsync(
        TaskTargets targets, bool passThru, StoreCaller caller, CancellationToken stop);
}
