namespace PgTasks;

/// <summary>A task that the caller has claimed: nobody else works on it until LeaseUntil.</summary>
public sealed class PgTaskClaim : PgTask
{
    private CancellationTokenSource? _stopping;

    internal PgTaskClaim()
    {
    }

    /// <summary>The claim's number among those of the task. Cmdlets take it from the pipeline, and refuse an older one.</summary>
    public int ClaimId { get; internal set; }

    /// <summary>Cancelled once somebody took the task away or called it off: whoever works on it may as well stop.</summary>
    public CancellationToken Stopping => GetSource().Token;

    /// <summary>Called once it is lost, on any thread.</summary>
    internal Action? OnLost { get; set; }

    /// <summary>How a cmdlet has ended it that took it from the pipeline; null where none has.</summary>
    internal string? EndedBy { get; set; }

    /// <summary>Says that it is lost.</summary>
    internal void Lose()
    {
        GetSource().Cancel();
        OnLost?.Invoke();
    }

    private CancellationTokenSource GetSource() =>
        _stopping ?? Interlocked.CompareExchange(ref _stopping, new CancellationTokenSource(), null) ?? _stopping;
}
