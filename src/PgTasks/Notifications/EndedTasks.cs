namespace PgTasks;

/// <summary>What has ended of tasks that somebody waits for.</summary>
/// <param name="Ended">The tasks that have ended since, in the order in which they did.</param>
/// <param name="Missing">Numbers that no task has.</param>
internal sealed record EndedTasks(IReadOnlyList<PgTask> Ended, IReadOnlyList<long> Missing)
{
    /// <summary>None.</summary>
    public static readonly EndedTasks None = new([], []);
}
