namespace PgTasks.Benchmarks;

/// <summary>One piece of work, and those that do it side by side; the first of them is PgTasks.</summary>
internal abstract class Comparison(Surroundings surroundings)
{
    /// <summary>The name that --only takes.</summary>
    public abstract string Name { get; }

    /// <summary>The work in words.</summary>
    public abstract string Work { get; }

    /// <summary>How many pieces it has; 1: its time counts, not its rate.</summary>
    public virtual long Items => 1;

    /// <summary>Cmdlets it cannot do without.</summary>
    public virtual IReadOnlyList<string> Cmdlets => [];

    protected Surroundings Here { get; } = surroundings;

    /// <summary>Makes ready what all rounds share, and says who takes part.</summary>
    public abstract Task<IReadOnlyList<Contender>> PrepareAsync();

    /// <summary>Lines that belong under the table.</summary>
    public virtual Task<IReadOnlyList<string>> GetNotesAsync() => Task.FromResult<IReadOnlyList<string>>([]);
}
