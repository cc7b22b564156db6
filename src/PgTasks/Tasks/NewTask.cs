namespace PgTasks;

/// <summary>A task as asked for: what the caller may say about one that the database has not seen. Times of any Kind.</summary>
internal sealed record NewTask
{
    /// <summary>What the caller gave: the target of an error that concerns this task.</summary>
    public object? Input { get; init; }

    public required string Title { get; init; }
    public string Description { get; init; } = "";
    public PgTaskPriority Priority { get; init; } = PgTaskPriority.Normal;
    public string? Project { get; init; }
    public string[] Tags { get; init; } = [];
    public DateTime? Due { get; init; }
    public DateTime? NotBefore { get; init; }
    public string? DataJson { get; init; }
    public int MaxAttempts { get; init; } = 1;
}
