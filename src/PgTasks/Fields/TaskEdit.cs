namespace PgTasks;

/// <summary>A task to change, and what to set on it; null where the cmdlet itself says what it does to all.</summary>
internal readonly record struct TaskEdit(long Id, TaskChange? Change);
