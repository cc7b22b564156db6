using System.Management.Automation;

namespace PgTasks;

/// <summary>What can be wrong with sending and hearing notifications.</summary>
internal static class NotificationErrors
{
    /// <summary>Their rows in the register.</summary>
    public static readonly OwnError[] Rows =
    [
        new(
            nameof(UnusableChannelName),
            ErrorCategory.InvalidData,
            "no channel can have the name that -Channel has",
            "A name has 1 to 63 bytes in UTF-8."),
        new(
            nameof(CannotListen),
            ErrorCategory.NotImplemented,
            "a pooler between lets nobody listen for notifications",
            "Connect to the server itself, or have the pooler pool sessions and not transactions."),
        new(
            nameof(WaitTimedOut),
            ErrorCategory.OperationTimeout,
            "tasks have not ended within -Timeout of Wait-PgTask",
            "Its TargetObject are their numbers: wait for them again, or look at them by Get-PgTask.")
        {
            IsTransient = true,
        },
        new(
            nameof(WaitInTransaction),
            ErrorCategory.InvalidOperation,
            "in a transaction somebody waits for what others do",
            "Wait before the transaction begins, or after it has ended."),
    ];

    public static PgTaskException UnusableChannelName(string name) => new(
        OwnErrors.Get(nameof(UnusableChannelName)), $"A channel cannot be called '{name}'.");

    public static PgTaskException CannotListen() => new(
        OwnErrors.Get(nameof(CannotListen)),
        "A pooler stands before the server and gives each transaction another of its connections: nobody can listen through it.");

    public static PgTaskException WaitInTransaction() => new(
        OwnErrors.Get(nameof(WaitInTransaction)),
        "A transaction is open, and nobody sees what it has changed before it ends: waiting in it may never end.");

    public static PgTaskException WaitTimedOut(long[] left) => new(
        OwnErrors.Get(nameof(WaitTimedOut)), left is [var one]
            ? $"The time is over, and the task #{one} has not ended."
            : $"The time is over, and {left.Length} tasks have not ended: "
                + $"{string.Join(", ", left.Take(10).Select(id => $"#{id}"))}{(left.Length > 10 ? ", …" : "")}.");
}
