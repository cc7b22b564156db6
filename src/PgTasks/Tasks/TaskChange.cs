namespace PgTasks;

/// <summary>What to set on tasks: a value for each field that was named, null to empty it.</summary>
internal sealed record TaskChange
{
    /// <summary>The fields to set, by the names of PgTask's properties; <c>Data</c> as JSON text.</summary>
    public required IReadOnlyDictionary<string, object?> Fields { get; init; }
}
