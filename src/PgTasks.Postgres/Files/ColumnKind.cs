namespace PgTasks.Postgres.Import;

/// <summary>How a column's values are read and sent.</summary>
internal enum ColumnKind
{
    Text,
    OptionalText,
    Status,
    Priority,
    Tags,
    Time,
    OptionalTime,
    Json,
    Count,
}
