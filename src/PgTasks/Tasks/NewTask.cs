namespace PgTasks;

/// <summary>A task as asked for, which the database has not seen. Times of any Kind.</summary>
internal sealed class NewTask : PgTask
{
    /// <summary>What the caller gave: the target of an error that concerns this task.</summary>
    public object? Input { get; init; }

    /// <summary>What becomes of it where an open task has its Key.</summary>
    public PgTaskKeyUse IfExists { get; init; }
}
