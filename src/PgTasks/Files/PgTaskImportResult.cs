namespace PgTasks;

/// <summary>What became of one file that was imported.</summary>
public sealed class PgTaskImportResult
{
    /// <summary>How many tasks were stored.</summary>
    public long Imported { get; internal init; }

    /// <summary>How many rows were left out as invalid.</summary>
    public long Skipped { get; internal init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; internal init; }

    /// <summary>The file; null for lines from the pipeline.</summary>
    public string? Path { get; internal init; }
}
