namespace PgTasks;

/// <summary>A row that the server refused.</summary>
/// <param name="Number">Which, from 1 on.</param>
/// <param name="Source">What it was made of.</param>
/// <param name="Column">The column at fault, where the server says.</param>
internal sealed record RefusedRow(long Number, object Source, string? Column);
