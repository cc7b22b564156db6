namespace PgTasks;

/// <summary>A change of a task. Immutable; its time is local, as those of <c>Get-Date</c>.</summary>
public sealed class PgTaskChange
{
    internal PgTaskChange()
    {
    }

    /// <summary>What has become of the task.</summary>
    public PgTaskChangeKind Kind { get; internal init; }

    /// <summary>The task's number; null where all were deleted together.</summary>
    public long? Id { get; internal init; }

    /// <summary>The task as it was after this change, or before it was deleted; null where all were deleted together.</summary>
    public PgTask? Task { get; internal init; }

    /// <summary>The properties that have changed; empty for a task that was added or deleted.</summary>
    public string[] Property { get; internal init; } = [];

    /// <summary>Who did it, as far as the database knows.</summary>
    public string? By { get; internal init; }

    /// <summary>When the transaction began that did it.</summary>
    public DateTime At { get; internal init; }

    /// <summary>What has become of which task.</summary>
    public override string ToString() => Task is null ? $"{Kind}" : $"{Kind} {Task}";
}
