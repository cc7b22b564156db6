using System.Management.Automation;

namespace PgTasks;

/// <summary>What can be wrong with a claim.</summary>
internal static class WorkErrors
{
    /// <summary>Their rows in the register.</summary>
    public static readonly OwnError[] Rows =
    [
        new(
            nameof(LeaseLost),
            ErrorCategory.InvalidResult,
            "the claim that was piped in is not in force any more",
            "Whoever holds the task now does the work. Ask for a longer -Lease, or run the work by Invoke-PgTask, which "
            + "renews it.")
        {
            SpoilsTransaction = true,
        },
        new(
            nameof(TaskNotClaimed),
            ErrorCategory.InvalidOperation,
            "a task to give back or to fail is claimed by nobody",
            "Get-PgTask shows what has become of it."),
        new(
            nameof(WorkInTransaction),
            ErrorCategory.InvalidOperation,
            "Invoke-PgTask is called within a transaction",
            "Call Invoke-PgTask outside, and Invoke-PgTaskTransaction in its block."),
        new(
            nameof(NoCurrentTask),
            ErrorCategory.InvalidOperation,
            "Invoke-PgTaskStep is called without a task",
            "Call it in the block of Invoke-PgTask, or pipe in what Request-PgTask gave."),
        new(
            nameof(TaskNotReady),
            ErrorCategory.InvalidOperation,
            "a task to claim by its Id is not ready, or its project is paused",
            "Get-PgTask -Ready shows what can be claimed."),
    ];

    /// <param name="id">The task.</param>
    /// <param name="now">The same as it now is; null where it is gone.</param>
    public static PgTaskException LeaseLost(long id, PgTask? now) => new(
        OwnErrors.Get(nameof(LeaseLost)),
        $"The claim on task #{id} is not in force any more: " + now switch
        {
            null => "the task was removed.",
            { Status: PgTaskStatus.Running, ClaimedBy: { } holder } => $"{holder} holds it now.",
            { LastError: { } reason } => $"it is {now.Status} ({reason.TrimEnd('.')}).",
            _ => $"it is {now.Status}.",
        })
    {
        Now = now,
    };

    public static PgTaskException WorkInTransaction() => new(
        OwnErrors.Get(nameof(WorkInTransaction)), "A worker cannot work within a transaction that is open already.");

    public static PgTaskException NoCurrentTask() => new(
        OwnErrors.Get(nameof(NoCurrentTask)), "No task is worked on here whose steps could be kept.");

    public static PgTaskException TaskNotClaimed(PgTask task) => new(
        OwnErrors.Get(nameof(TaskNotClaimed)), $"Nobody has claimed task {task}, which is {task.Status}.");

    public static PgTaskException TaskNotReady(PgTask task, string reason) => new(
        OwnErrors.Get(nameof(TaskNotReady)), $"Task {task} cannot be claimed yet: {reason}.");
}
