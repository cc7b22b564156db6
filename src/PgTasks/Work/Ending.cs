namespace PgTasks;

/// <summary>How the work on a claimed task ended.</summary>
/// <param name="Claim">The task.</param>
/// <param name="Failure">Why it failed; null where it is done.</param>
/// <param name="Result">JSON to keep of its completion, if any.</param>
internal sealed record Ending(PgTaskClaim Claim, string? Failure, string? Result);
