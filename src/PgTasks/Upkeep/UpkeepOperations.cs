using System.Management.Automation;

namespace PgTasks;

/// <summary>What keeps a store in good order. What <see cref="TaskStore"/> says of operations holds.</summary>
internal abstract class UpkeepOperations
{
    /// <summary>
    /// Removes the tasks that a filter lets through, which all have ended, chunk by chunk: each in a transaction of its own,
    /// unless the caller has one. Those that somebody is changing stay, and those that were added meanwhile.
    /// </summary>
    public abstract IAsyncEnumerable<ChunkStep> ClearAsync(TaskFilter filter, StoreCaller caller, CancellationToken stop);

    /// <summary>
    /// Looks at how the store is, each check for itself, as what can be seen depends on the role. Never waits for a lock, and
    /// does not take part in the caller's transaction.
    /// </summary>
    public abstract IAsyncEnumerable<PgTaskStoreCheck> CheckAsync(StoreCaller caller, CancellationToken stop);

    /// <summary>
    /// Has nobody claim tasks of a project and of those below it; one that is paused already keeps its time. The walk that
    /// follows puts its tasks aside, so that claims need not step over them.
    /// </summary>
    public abstract Task<StoreResult> SuspendProjectAsync(
        string project, string? reason, StoreCaller caller, CancellationToken stop);

    /// <summary>Puts aside the tasks of paused projects, chunk by chunk.</summary>
    public abstract IAsyncEnumerable<ChunkStep> ParkAsync(StoreCaller caller, CancellationToken stop);

    /// <summary>
    /// Lets a project's tasks be claimed again, and makes those ready that were put aside, chunk by chunk. Until its end it
    /// counts as being resumed.
    /// </summary>
    public abstract IAsyncEnumerable<ChunkStep> ResumeProjectAsync(string project, StoreCaller caller, CancellationToken stop);

    /// <summary>The names of those that are paused or being resumed which a pattern finds.</summary>
    public abstract Task<IReadOnlyList<string>> FindPausedAsync(string pattern, StoreCaller caller, CancellationToken stop);

    /// <summary>The projects that have open tasks or are paused, by name; patterns, as a filter has them, or null for all.</summary>
    public abstract Task<IReadOnlyList<PgTaskProject>> GetProjectsAsync(
        string[]? patterns, StoreCaller caller, CancellationToken stop);

    /// <summary>Who has claimed tasks: all, or those of these numbers.</summary>
    public abstract Task<IReadOnlyList<PgTaskWorker>> GetWorkersAsync(
        long[]? ids, StoreCaller caller, CancellationToken stop);

    /// <summary>The one of that name, in any case of its letters, or none.</summary>
    public async Task<IReadOnlyList<PgTaskProject>> GetProjectAsync(string name, StoreCaller caller, CancellationToken stop) =>
        [.. (await GetProjectsAsync([WildcardPattern.Escape(name)], caller, stop))
            .Where(project => project.Project.Equals(name, StringComparison.OrdinalIgnoreCase))];
}
