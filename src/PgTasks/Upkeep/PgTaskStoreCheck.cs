namespace PgTasks;

/// <summary>What one check of a store found: one object where all is well, else one for each thing that is not.</summary>
public sealed class PgTaskStoreCheck
{
    internal PgTaskStoreCheck()
    {
    }

    /// <summary>What was checked, as DeadRows.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>What was found.</summary>
    public PgTaskCheckStatus Status { get; internal init; }

    /// <summary>What was measured: a number, a time, a length of time; null where nothing was.</summary>
    public object? Value { get; internal init; }

    /// <summary>The table, index, trigger, session or slot that it is about; null where it is about the whole store.</summary>
    public string? Target { get; internal init; }

    /// <summary>The same in words.</summary>
    public string Detail { get; internal init; } = "";

    /// <summary>What to do; null where there is nothing to do.</summary>
    public string? Advice { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Status}";
}
