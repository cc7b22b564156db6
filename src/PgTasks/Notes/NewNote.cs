namespace PgTasks;

/// <summary>A note to add to a task.</summary>
internal readonly record struct NewNote(long TaskId, string Text);
