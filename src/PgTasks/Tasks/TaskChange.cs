namespace PgTasks;

/// <summary>What to set on tasks: a value for each field that was named, null to empty it.</summary>
internal sealed class TaskChange
{
    /// <summary>The fields to set; times of any Kind, Data as JSON text.</summary>
    public required IReadOnlyDictionary<TaskField, object?> Fields { get; init; }

    /// <summary>What to do to the tags that a task has; null where those stay, or stand among the fields.</summary>
    public TagEdit? Tags { get; init; }

    /// <summary>Only where the task last changed then; null where that does not matter.</summary>
    public DateTime? IfUpdatedAt { get; init; }

    /// <summary>Whether an object that was piped in has named fields, and not parameters alone.</summary>
    public bool IsOfObject { get; init; }

    /// <summary>Whether it sets nothing.</summary>
    public bool IsEmpty => Fields.Count == 0 && Tags is null;

    /// <summary>Whether one statement can have both: they set the same fields.</summary>
    public bool IsLike(TaskChange other) => Fields.Keys.SequenceEqual(other.Fields.Keys)
        && Tags is null == other.Tags is null && IfUpdatedAt is null == other.IfUpdatedAt is null;
}
