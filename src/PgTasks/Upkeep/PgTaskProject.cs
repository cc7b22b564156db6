namespace PgTasks;

/// <summary>A project: how many open tasks it has itself, and whether claiming from it is paused.</summary>
public sealed class PgTaskProject
{
    internal PgTaskProject()
    {
    }

    /// <summary>Its name.</summary>
    public string Project { get; internal init; } = "";

    /// <summary>How many of its tasks are pending.</summary>
    public long Pending { get; internal init; }

    /// <summary>How many of its tasks are running.</summary>
    public long Running { get; internal init; }

    /// <summary>How many of its tasks have failed.</summary>
    public long Failed { get; internal init; }

    /// <summary>Whether its tasks are not claimed, as it or a project above it is paused.</summary>
    public bool Paused => PausedProject is not null;

    /// <summary>The project that is paused: this one, or one above it; null where none is.</summary>
    public string? PausedProject { get; internal init; }

    /// <summary>Since when; local time.</summary>
    public DateTime? PausedAt { get; internal init; }

    /// <summary>Who paused it.</summary>
    public string? PausedBy { get; internal init; }

    /// <summary>Why.</summary>
    public string? Reason { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => Project;
}
