namespace PgTasks;

/// <summary>When a worker ends by itself: when nothing is ready, never, or at a time.</summary>
public sealed class WorkUntil
{
    /// <summary>When nothing is ready any more.</summary>
    public static readonly WorkUntil Empty = new();

    /// <summary>Never.</summary>
    public static readonly WorkUntil Forever = new();

    private WorkUntil()
    {
    }

    /// <summary>The time; null for a word.</summary>
    public DateTime? Time { get; private init; }

    /// <summary>Whether it waits for tasks while nothing is ready.</summary>
    internal bool Waits => this != Empty;

    /// <summary>How long until then.</summary>
    internal TimeSpan Left => Time is { } time ? time - DateTime.Now : TimeSpan.MaxValue;

    internal static WorkUntil At(DateTime time) => new() { Time = time };

    /// <inheritdoc/>
    public override string ToString() =>
        this == Empty ? nameof(Empty) : this == Forever ? nameof(Forever) : TimeText.Write(Time!.Value);
}
