namespace PgTasks;

/// <summary>
/// What became of one record of a batch: the objects to emit for it (none where the caller did not ask to see them), or
/// the error that concerned this record alone.
/// </summary>
internal readonly record struct StoreResult(object? Value, Exception? Error)
{
    /// <summary>The value of a result that is a task.</summary>
    public PgTask? Task => Value as PgTask;

    public static StoreResult NotFound(long id) => new(null, TaskErrors.TaskNotFound(id));
}
