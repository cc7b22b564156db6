namespace PgTasks;

/// <summary>How much a notice matters, by the stream of PowerShell that takes it.</summary>
internal enum NoticeLevel
{
    /// <summary>For those who ask for -Verbose: LOG, INFO, DEBUG, how many rows a statement changed.</summary>
    Verbose,

    /// <summary>PostgreSQL's NOTICE: an information record.</summary>
    Information,

    /// <summary>A warning.</summary>
    Warning,
}
