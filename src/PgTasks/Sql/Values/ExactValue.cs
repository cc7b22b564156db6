namespace PgTasks;

/// <summary>
/// A value that .NET can hold, but not tell from another one: the interval 24:00:00 is 1 day to a TimeSpan, -infinity
/// the first of all days to a DateTime.
/// </summary>
/// <param name="Value">What the user works with.</param>
/// <param name="Text">What the server wrote, and gets back.</param>
internal sealed record ExactValue(object Value, string Text);
