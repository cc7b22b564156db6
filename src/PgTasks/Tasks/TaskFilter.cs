namespace PgTasks;

/// <summary>Which tasks to read; null means any.</summary>
internal sealed record TaskFilter
{
    public PgTaskStatus[]? Status { get; init; }
}
