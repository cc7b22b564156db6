namespace PgTasks;

/// <summary>
/// What becomes of a store's tasks. What <see cref="TaskStore"/> says of operations holds, but they take no part in a
/// transaction.
/// </summary>
internal abstract class ChangeOperations
{
    /// <summary>
    /// Looks again and again until each of the tasks has ended, as completed, failed or cancelled, or is not there. Gives
    /// what is new at each look, also where nothing is. A lost connection is made again.
    /// </summary>
    /// <param name="ids">The tasks.</param>
    /// <param name="any">Whether one that has ended is enough.</param>
    /// <param name="timeout">After which time it ends in any case, if at all; it looks at least once.</param>
    /// <param name="caller">Hears of lost connections.</param>
    /// <param name="stop">Ends it.</param>
    public abstract IAsyncEnumerable<EndedTasks> WaitAsync(
        IReadOnlyCollection<long> ids, bool any, TimeSpan? timeout, StoreCaller caller, CancellationToken stop);

    /// <summary>
    /// Gives the changes of tasks from now on, in order, those that have come together; none where there is only a notice.
    /// Over a lost connection it goes on with what has changed meanwhile, or says that it cannot know.
    /// </summary>
    public abstract IAsyncEnumerable<IReadOnlyList<PgTaskChange>> WatchAsync(
        ChangeRequest request, StoreCaller caller, CancellationToken stop);
}
