namespace PgTasks;

/// <summary>How to run a <see cref="SqlText"/>.</summary>
/// <param name="Text">What to run.</param>
/// <param name="Timeout">Seconds that each statement may take; 0 is for ever, null the session's own.</param>
/// <param name="CountsOnly">Whether to give the count of rows instead of the rows.</param>
internal sealed record SqlCall(SqlText Text, int? Timeout, bool CountsOnly)
{
    /// <summary>Told how many rows a statement gave or changed, once it has run to its end; on any thread.</summary>
    public Action<SqlStatement, long>? OnDone { get; init; }

    /// <summary>Whether sets of values give a <see cref="SqlOutcome"/> a statement instead of rows.</summary>
    public bool WantsOutcomes { get; init; }
}
