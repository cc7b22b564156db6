namespace PgTasks;

/// <summary>What a task's field holds: how it is written as text, read back, and kept by the database.</summary>
internal enum TaskFieldKind
{
    /// <summary>The task's number, which the database gives.</summary>
    Identity,

    /// <summary>A text that may be empty, but not missing.</summary>
    Text,

    /// <summary>A text or none.</summary>
    OptionalText,

    /// <summary>A <see cref="PgTaskStatus"/>.</summary>
    Status,

    /// <summary>A <see cref="PgTaskPriority"/>.</summary>
    Priority,

    /// <summary>Texts.</summary>
    Tags,

    /// <summary>A time; where nothing is said, now.</summary>
    Time,

    /// <summary>A time or none.</summary>
    OptionalTime,

    /// <summary>A JSON document or none.</summary>
    Json,

    /// <summary>Numbers of other tasks.</summary>
    Ids,

    /// <summary>Yes or no; said by what stands before it, and written with that.</summary>
    Flag,

    /// <summary>Who did something; where nothing is said, whoever says it.</summary>
    Actor,

    /// <summary>A whole number; where nothing is said, the least.</summary>
    Count,
}
