namespace PgTasks;

/// <summary>The work of a store that runbooks share: claimed, given back, failed. What <see cref="TaskStore"/> says holds.</summary>
internal abstract class WorkOperations
{
    /// <summary>
    /// Claims tasks that are ready, the most urgent first and within a priority the oldest; as many as there are up to
    /// what is asked for. What was put off until now and what was held by whoever is gone is ready.
    /// </summary>
    public abstract Task<PgTaskClaim[]> ClaimAsync(ClaimRequest request, StoreCaller caller, CancellationToken stop);

    /// <summary>What a step of a claimed task has put out, as it was kept; null where it is not done.</summary>
    /// <exception cref="PgTaskException">LeaseLost.</exception>
    public abstract Task<string?> FindStepAsync(
        PgTaskClaim claim, string name, StoreCaller caller, CancellationToken stop);

    /// <summary>Keeps what a step of a claimed task has put out, until the task is completed.</summary>
    /// <exception cref="PgTaskException">LeaseLost.</exception>
    public abstract Task KeepStepAsync(
        PgTaskClaim claim, string name, string output, StoreCaller caller, CancellationToken stop);

    /// <summary>Begins a worker, which claims what is asked for, as many as it then says.</summary>
    public abstract Task<StoreWorker> StartWorkerAsync(ClaimRequest request, StoreCaller caller, CancellationToken stop);

    /// <summary>
    /// Claims the tasks with these ids, a result an id in order. One that cannot be claimed has the error TaskNotFound,
    /// TaskClaimed, TaskEnded or TaskNotReady; one that the filter keeps back has an empty result.
    /// </summary>
    public abstract Task<StoreResult[]> ClaimAsync(
        IReadOnlyList<long> ids, ClaimRequest request, StoreCaller caller, CancellationToken stop);

    /// <summary>
    /// Gives tasks back, which counts as no attempt; a result an id in order, TaskNotClaimed of one that nobody holds.
    /// </summary>
    /// <param name="targets">The tasks.</param>
    /// <param name="delay">After which they are ready.</param>
    /// <param name="reason">What to keep as their last error; null leaves what there is.</param>
    /// <param name="passThru">Whether to give the tasks.</param>
    /// <param name="caller">For whom.</param>
    /// <param name="stop">Ends it.</param>
    public abstract Task<StoreResult[]> UnlockAsync(
        TaskTargets targets, TimeSpan delay, string? reason, bool passThru, StoreCaller caller, CancellationToken stop);

    /// <summary>Fails the attempts, a result an id in order, TaskNotClaimed of one that nobody holds.</summary>
    public abstract Task<StoreResult[]> DenyAsync(
        TaskTargets targets, Denial denial, bool passThru, StoreCaller caller, CancellationToken stop);
}
