namespace PgTasks;

/// <summary>What to set on tasks: a value for each field that was named, null to empty it.</summary>
internal sealed class TaskChange
{
    /// <summary>The fields to set; times of any Kind, Data as JSON text.</summary>
    public required IReadOnlyDictionary<TaskField, object?> Fields { get; init; }
}
