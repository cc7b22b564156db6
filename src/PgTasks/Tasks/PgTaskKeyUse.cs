namespace PgTasks;

/// <summary>What becomes of a new task where an open one has its Key.</summary>
public enum PgTaskKeyUse
{
    /// <summary>It is not added; the one that there is stays as it is.</summary>
    Skip,

    /// <summary>The one that there is takes its fields, and is pending again.</summary>
    Replace,

    /// <summary>It is an error.</summary>
    Error,
}
