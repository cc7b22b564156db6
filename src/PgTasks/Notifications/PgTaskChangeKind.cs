namespace PgTasks;

/// <summary>What has become of a task.</summary>
public enum PgTaskChangeKind
{
    /// <summary>It was added.</summary>
    Added,

    /// <summary>Something else of it has changed than where it stands.</summary>
    Changed,

    /// <summary>Somebody has begun with it, or a worker has claimed it.</summary>
    Started,

    /// <summary>It was put aside, or given back by a worker.</summary>
    Suspended,

    /// <summary>An attempt of a worker has failed, and it is to be tried again.</summary>
    Retried,

    /// <summary>It was completed.</summary>
    Completed,

    /// <summary>It has failed for good.</summary>
    Failed,

    /// <summary>It was cancelled.</summary>
    Cancelled,

    /// <summary>It had ended, and was put back to pending.</summary>
    Restarted,

    /// <summary>It was deleted.</summary>
    Removed,

    /// <summary>All tasks were deleted together, by TRUNCATE.</summary>
    Cleared,
}
