namespace PgTasks;

/// <summary>What to load into a table.</summary>
/// <param name="Table">As SQL writes it: with a schema or without, quoted where it must be.</param>
/// <param name="Columns">The columns' names, in any case of letters where that is clear.</param>
/// <param name="IgnoresUnknown">Whether to leave out those that the table does not have.</param>
/// <param name="Truncates">Whether to empty the table before, in the same transaction.</param>
internal sealed record CopyRequest(
    string Table, IReadOnlyList<string> Columns, bool IgnoresUnknown = false, bool Truncates = false);
