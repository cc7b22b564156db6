namespace PgTasks;

/// <summary>What Clear-PgTask did.</summary>
public sealed class PgTaskClearResult
{
    internal PgTaskClearResult()
    {
    }

    /// <summary>How many tasks were removed.</summary>
    public long Removed { get; internal init; }

    /// <summary>The moment before which they had ended; local time.</summary>
    public DateTime CompletedBefore { get; internal init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; internal init; }
}
