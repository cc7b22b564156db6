namespace PgTasks;

/// <summary>Why a task cannot be claimed.</summary>
internal static class ClaimRefusal
{
    public static PgTaskException Explain(PgTask task) => task switch
    {
        { Status: PgTaskStatus.Running, ClaimedBy: not null } => TaskErrors.TaskClaimed(task),
        { Status: PgTaskStatus.Running } => WorkErrors.TaskNotReady(task, "somebody has begun with it by Start-PgTask"),
        { Status: not PgTaskStatus.Pending } => TaskErrors.TaskEnded(task),
        { BlockedBy.Length: > 0 } =>
            WorkErrors.TaskNotReady(task, $"it waits for {string.Join(", ", task.BlockedBy.Select(id => $"#{id}"))}"),
        { NotBefore: { } time } when time > DateTime.Now => WorkErrors.TaskNotReady(task, $"its time comes at {time:g}"),
        { Serial: { } serial } => WorkErrors.TaskNotReady(task, $"another task of the serial '{serial}' is running"),
        _ => WorkErrors.TaskNotReady(task, "somebody else is about to change it"),
    };
}
