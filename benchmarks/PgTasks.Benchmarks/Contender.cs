namespace PgTasks.Benchmarks;

/// <summary>One of those that do the same work.</summary>
/// <param name="Name">Who, and how.</param>
/// <param name="RunAsync">Does the work once; the seconds that the work alone took.</param>
internal sealed record Contender(string Name, Func<Task<double>> RunAsync)
{
    /// <summary>What comes before each run, outside the timing.</summary>
    public Func<Task>? BeforeAsync { get; init; }

    /// <summary>What the first contender of the comparison owes to this one.</summary>
    public Goal? Goal { get; init; }

    /// <summary>Why it cannot run here; null: it can.</summary>
    public string? Missing { get; init; }

    /// <summary>The contender whose time is to be taken off this one's first, as the time that starting costs.</summary>
    public string? Baseline { get; init; }

    /// <summary>Runs in a process of its own, so that there is nothing to warm up.</summary>
    public bool IsFresh { get; init; }
}
