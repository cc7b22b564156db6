namespace PgTasks;

/// <summary>What tasks to claim.</summary>
/// <param name="Count">How many at most.</param>
/// <param name="Lease">For how long, from now, by the server's clock.</param>
/// <param name="Filter">Which ones; what is not ready is never claimed.</param>
internal sealed record ClaimRequest(int Count, TimeSpan Lease, TaskFilter Filter)
{
    /// <summary>The worker that holds them, which has a lease of its own; null for one that ends with these tasks.</summary>
    public long? Worker { get; init; }

    /// <summary>
    /// Whether what was put off until this moment, or held until it, is found by all means, at the price of two round trips
    /// where too few are ready; else it is once a second.
    /// </summary>
    public bool IsExact { get; init; } = true;
}
