namespace PgTasks;

/// <summary>Which changes to watch for: of tasks that the filter lets through before or after them.</summary>
/// <param name="Filter">The filter.</param>
/// <param name="Ids">Numbers of tasks; null for all.</param>
/// <param name="Kinds">Kinds of changes; null for all.</param>
/// <param name="Timeout">After which time the watching ends, if at all.</param>
internal sealed record ChangeRequest(
    TaskFilter Filter, IReadOnlyCollection<long>? Ids, IReadOnlyCollection<PgTaskChangeKind>? Kinds, TimeSpan? Timeout);
