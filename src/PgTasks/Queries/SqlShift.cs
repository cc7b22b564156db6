namespace PgTasks;

/// <summary>From where on a statement's text lies elsewhere in the user's: after a name has become a placeholder.</summary>
/// <param name="Text">The index in the statement's text.</param>
/// <param name="Source">The index in the user's text that it came from.</param>
/// <param name="IsFixed">Whether all that follows, up to the next shift, came from that one place.</param>
internal readonly record struct SqlShift(int Text, int Source, bool IsFixed);
