namespace PgTasks;

/// <summary>What became of a statement.</summary>
/// <param name="Statement">The statement.</param>
/// <param name="Count">The rows that it gave, changed or loaded; -1 where the server did not say.</param>
/// <param name="Changed">Those of them that it changed or loaded.</param>
/// <param name="Rows">The rows that it gave.</param>
internal sealed record SqlOutcome(SqlStatement Statement, long Count, long Changed, IReadOnlyList<SqlRow> Rows);
