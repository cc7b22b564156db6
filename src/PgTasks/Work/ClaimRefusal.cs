namespace PgTasks;

/// <summary>Why a task cannot be claimed.</summary>
internal static class ClaimRefusal
{
    /// <param name="task">The task, as it is now.</param>
    /// <param name="paused">The projects that are paused.</param>
    public static PgTaskException Explain(PgTask task, IReadOnlyList<string> paused) => task switch
    {
        { Status: PgTaskStatus.Running, ClaimedBy: not null } => TaskErrors.TaskClaimed(task),
        { Status: PgTaskStatus.Running } => WorkErrors.TaskNotReady(task, "somebody has begun with it by Start-PgTask"),
        { Status: not PgTaskStatus.Pending } => TaskErrors.TaskEnded(task),
        { BlockedBy.Length: > 0 } =>
            WorkErrors.TaskNotReady(task, $"it waits for {string.Join(", ", task.BlockedBy.Select(id => $"#{id}"))}"),
        { NotBefore: { } time } when time > DateTime.Now => WorkErrors.TaskNotReady(task, $"its time comes at {time:g}"),
        { Project: { } project } when FindPaused(project, paused) is { } name =>
            WorkErrors.TaskNotReady(task, $"the project '{name}' is paused"),
        { Serial: { } serial } => WorkErrors.TaskNotReady(task, $"another task of the serial '{serial}' is running"),
        _ => WorkErrors.TaskNotReady(task, "somebody else is about to change it"),
    };

    private static string? FindPaused(string project, IReadOnlyList<string> paused) => paused.FirstOrDefault(name =>
        project.Equals(name, StringComparison.OrdinalIgnoreCase)
        || project.StartsWith(name + ".", StringComparison.OrdinalIgnoreCase));
}
