namespace PgTasks;

/// <summary>Who has claimed tasks, and until when.</summary>
public sealed class PgTaskWorker
{
    internal PgTaskWorker()
    {
    }

    /// <summary>Its number; each claim has a new one, unless a running Invoke-PgTask makes it.</summary>
    public long Id { get; internal init; }

    /// <summary>User, machine and process; null where the store does not know the worker that its tasks name.</summary>
    public string? Holder { get; internal init; }

    /// <summary>When it began; local time.</summary>
    public DateTime? StartedAt { get; internal init; }

    /// <summary>When its lease ends unless it is renewed, by the server's clock; local time.</summary>
    public DateTime? LeaseUntil { get; internal init; }

    /// <summary>Whether its lease is in force, by the server's clock.</summary>
    public bool IsAlive { get; internal init; }

    /// <summary>Whether it stays while it holds nothing.</summary>
    public bool Stays { get; internal init; }

    /// <summary>Whether it waits for tasks.</summary>
    public bool Waiting { get; internal init; }

    /// <summary>The numbers of the tasks that it holds.</summary>
    public long[] TaskId { get; internal init; } = [];

    /// <summary>How many these are.</summary>
    public int TaskCount => TaskId.Length;

    /// <inheritdoc/>
    public override string ToString() => $"{Holder ?? "unknown"} ({Id})";
}
