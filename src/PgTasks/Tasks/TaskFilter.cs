namespace PgTasks;

/// <summary>Which tasks to read; null means any.</summary>
internal sealed record TaskFilter
{
    public PgTaskStatus[]? Status { get; init; }

    /// <summary>Whether it lets a task through that was read otherwise, as by its id.</summary>
    public bool Matches(PgTask task) => Status?.Contains(task.Status) ?? true;
}
