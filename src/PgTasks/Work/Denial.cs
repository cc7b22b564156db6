namespace PgTasks;

/// <summary>How an attempt failed, and when the next one comes.</summary>
/// <param name="Reason">What to keep as the task's last error.</param>
internal sealed record Denial(string Reason)
{
    /// <summary>The wait after a first attempt unless something else is said.</summary>
    public static readonly TimeSpan DefaultBackoff = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan LongestBackoff = TimeSpan.FromHours(1);

    /// <summary>Whether there is no next one, whatever MaxAttempts says.</summary>
    public bool IsFinal { get; init; }

    /// <summary>After how many attempts there is no next one; null for what the task says.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>How long the next one waits after the first; then twice as long each time, up to an hour, and by chance
    /// between half and the whole of it.</summary>
    public TimeSpan Backoff { get; init; } = DefaultBackoff;

    /// <summary>Exactly how long the next one waits instead; null for the backoff.</summary>
    public TimeSpan? Delay { get; init; }
}
