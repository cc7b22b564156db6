namespace PgTasks;

/// <summary>What keeps a store in good order. What <see cref="TaskStore"/> says of operations holds.</summary>
internal abstract class UpkeepOperations
{
    /// <summary>
    /// Removes the tasks that a filter lets through, which all have ended, chunk by chunk: each in a transaction of its own,
    /// unless the caller has one. Those that somebody is changing stay, and those that were added meanwhile.
    /// </summary>
    public abstract IAsyncEnumerable<ClearStep> ClearAsync(TaskFilter filter, StoreCaller caller, CancellationToken stop);
}
