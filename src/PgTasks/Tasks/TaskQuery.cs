namespace PgTasks;

/// <summary>Tasks to read in an order, and how many of them.</summary>
/// <param name="Filter">Which.</param>
internal sealed record TaskQuery(TaskFilter Filter)
{
    /// <summary>
    /// By what they are ordered; tasks that are alike in it come in the order in which they were added. Null for what a
    /// search finds best first, and all else in that order.
    /// </summary>
    public PgTaskOrder? Order { get; init; }

    public bool IsDescending { get; init; }

    /// <summary>How many to pass over.</summary>
    public long Skip { get; init; }

    /// <summary>How many to read then; null for all.</summary>
    public long? First { get; init; }
}
