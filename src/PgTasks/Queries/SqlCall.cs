namespace PgTasks;

/// <summary>How to run a <see cref="SqlText"/>.</summary>
/// <param name="Text">What to run.</param>
/// <param name="Timeout">Seconds that each statement may take; 0 is for ever, null the session's own.</param>
/// <param name="CountsOnly">Whether to give the count of rows instead of the rows.</param>
internal sealed record SqlCall(SqlText Text, int? Timeout, bool CountsOnly);
