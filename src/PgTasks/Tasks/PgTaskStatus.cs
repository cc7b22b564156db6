namespace PgTasks;

/// <summary>Where a task stands. The database holds the same words in lower case.</summary>
public enum PgTaskStatus
{
    /// <summary>Waiting to be done or claimed.</summary>
    Pending,

    /// <summary>Begun: by somebody, or by a worker that holds it.</summary>
    Running,

    /// <summary>Done.</summary>
    Completed,

    /// <summary>Given up after its last attempt.</summary>
    Failed,

    /// <summary>Called off.</summary>
    Cancelled,
}
