namespace PgTasks;

/// <summary>How many rows of a file were stored, and how many left out.</summary>
internal readonly record struct ImportCount(long Imported, long Skipped);
