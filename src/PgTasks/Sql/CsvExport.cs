namespace PgTasks;

/// <summary>What to write as CSV, and how.</summary>
/// <param name="Table">A table as SQL writes it, or null.</param>
/// <param name="Query">Else a query.</param>
/// <param name="Delimiter">What stands between the values.</param>
/// <param name="HasHeader">Whether the first line names the columns.</param>
internal sealed record CsvExport(string? Table, SqlText? Query, char Delimiter, bool HasHeader);
