namespace PgTasks.Postgres;

/// <summary>A column that a COPY writes.</summary>
/// <param name="Column">The column.</param>
/// <param name="Quoted">Its name, quoted.</param>
/// <param name="Delimiter">What stands between the elements of its arrays.</param>
internal sealed record TargetColumn(TableColumn Column, string Quoted, char Delimiter);
