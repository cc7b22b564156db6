namespace PgTasks;

/// <summary>
/// A worker of a store: what it claims is its own for as long as it is there, since it renews its lease by itself, on a
/// connection of its own. Ending it gives up what it still holds.
/// </summary>
internal abstract class StoreWorker : IAsyncDisposable
{
    /// <summary>Takes the ids of tasks that it holds no longer; called on any thread.</summary>
    public Action<IReadOnlyCollection<long>> OnLost { get; set; } = _ => { };

    /// <summary>Claims up to so many tasks.</summary>
    /// <param name="count">How many.</param>
    /// <param name="isExact">As <see cref="ClaimRequest.IsExact"/>.</param>
    /// <param name="stop">Ends it.</param>
    public abstract Task<PgTaskClaim[]> ClaimAsync(int count, bool isExact, CancellationToken stop);

    /// <summary>No longer sees to a task that has ended.</summary>
    public abstract void Forget(PgTaskClaim claim);

    /// <summary>Whether it is told of work.</summary>
    public abstract bool IsWaiting { get; }

    /// <summary>Waits until there may be work, for so long at most.</summary>
    public abstract Task WaitAsync(TimeSpan most, CancellationToken stop);

    /// <summary>Has it be told of work from now on, or no longer, as it has enough to do. Does nothing where it is so.</summary>
    public abstract Task SetWaitingAsync(bool waits, CancellationToken stop);

    /// <summary>Keeps how far the work on tasks has come.</summary>
    public abstract Task SetProgressAsync(
        IReadOnlyCollection<KeyValuePair<PgTaskClaim, string>> progress, CancellationToken stop);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
