namespace PgTasks;

/// <summary>What can be wrong with sending and hearing notifications.</summary>
internal static class NotificationErrors
{
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
