namespace PgTasks;

/// <summary>A task that the caller has claimed: nobody else works on it until LeaseUntil.</summary>
public sealed class PgTaskClaim : PgTask
{
    internal PgTaskClaim()
    {
    }

    /// <summary>The claim's number among those of the task. Cmdlets take it from the pipeline, and refuse an older one.</summary>
    public int ClaimId { get; internal set; }
}
