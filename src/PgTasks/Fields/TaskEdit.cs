namespace PgTasks;

/// <summary>A task to change, and what to set on it; null where the cmdlet itself says what it does to all.</summary>
/// <param name="Id">The task.</param>
/// <param name="Change">What to set.</param>
/// <param name="Claim">The claim by which it may be changed; null where the caller holds none.</param>
internal readonly record struct TaskEdit(long Id, TaskChange? Change, int? Claim = null);
