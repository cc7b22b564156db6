namespace PgTasks;

/// <summary>How many tasks have something in common.</summary>
public sealed class PgTaskMeasure
{
    internal PgTaskMeasure()
    {
    }

    /// <summary>What they have in common: a status, project, priority, person or tag; null for those that have none.</summary>
    public string? Group { get; internal init; }

    /// <summary>How many of them are open: neither completed nor cancelled.</summary>
    public long Open { get; internal init; }

    /// <summary>How many of the open ones are overdue where the reader is.</summary>
    public long Overdue { get; internal init; }

    /// <summary>How many of them are completed.</summary>
    public long Completed { get; internal init; }

    /// <summary>How many there are in all.</summary>
    public long Total { get; internal init; }

    /// <summary>The group and how many it has.</summary>
    public override string ToString() => $"{Group}: {Total}";
}
