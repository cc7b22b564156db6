namespace PgTasks;

/// <summary>By what tasks can be ordered.</summary>
public enum PgTaskOrder
{
    /// <summary>The order in which they were added.</summary>
    Id,

    /// <summary>When they are due; those without a date come last.</summary>
    Due,

    /// <summary>How much they matter.</summary>
    Priority,

    /// <summary>How much they press, of all that is known of them.</summary>
    Urgency,

    /// <summary>When they were added.</summary>
    Created,

    /// <summary>When they last changed.</summary>
    Updated,

    /// <summary>Their titles.</summary>
    Title,
}
