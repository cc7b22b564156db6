namespace PgTasks;

/// <summary>A row of a result; the rows of one result share their columns. NULL is null.</summary>
internal readonly record struct SqlRow(SqlColumns Columns, object?[] Values);
