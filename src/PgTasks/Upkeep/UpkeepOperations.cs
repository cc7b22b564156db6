namespace PgTasks;

/// <summary>What keeps a store in good order. What <see cref="TaskStore"/> says of operations holds.</summary>
internal abstract class UpkeepOperations
{
    /// <summary>
    /// Removes the tasks that a filter lets through, which all have ended, chunk by chunk: each in a transaction of its own,
    /// unless the caller has one. Those that somebody is changing stay, and those that were added meanwhile.
    /// </summary>
    public abstract IAsyncEnumerable<ClearStep> ClearAsync(TaskFilter filter, StoreCaller caller, CancellationToken stop);

    /// <summary>
    /// Looks at how the store is, each check for itself, as what can be seen depends on the role. Never waits for a lock, and
    /// does not take part in the caller's transaction.
    /// </summary>
    public abstract IAsyncEnumerable<PgTaskStoreCheck> CheckAsync(StoreCaller caller, CancellationToken stop);
}
