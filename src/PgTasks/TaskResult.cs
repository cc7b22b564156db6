namespace PgTasks;

/// <summary>
/// What became of one record of a batch: the task (null where the caller did not ask to see it), or the error that
/// concerned this record alone.
/// </summary>
internal readonly record struct TaskResult(PgTask? Task, Exception? Error)
{
    public static TaskResult NotFound(long id) => new(null, StoreErrors.TaskNotFound(id));
}
