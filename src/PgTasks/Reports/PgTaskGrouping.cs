namespace PgTasks;

/// <summary>By what tasks can be counted.</summary>
public enum PgTaskGrouping
{
    /// <summary>Where they stand.</summary>
    Status,

    /// <summary>The project that they belong to.</summary>
    Project,

    /// <summary>How much they matter.</summary>
    Priority,

    /// <summary>Who is to do them.</summary>
    AssignedTo,

    /// <summary>Their tags; a task counts for each that it has.</summary>
    Tag,
}
