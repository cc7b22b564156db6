namespace PgTasks;

/// <summary>What a check of the store found.</summary>
public enum PgTaskCheckStatus
{
    /// <summary>All is well.</summary>
    Ok,

    /// <summary>It works, and will become slow or is not looked after.</summary>
    Warning,

    /// <summary>Something does not work as it should.</summary>
    Error,

    /// <summary>It could not be seen.</summary>
    Unknown,
}
