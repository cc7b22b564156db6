namespace PgTasks;

/// <summary>Something that may be typed, and what is known of it.</summary>
/// <param name="Text">The value, unquoted.</param>
/// <param name="Note">What to show beside it.</param>
internal sealed record Completion(string Text, string Note);
