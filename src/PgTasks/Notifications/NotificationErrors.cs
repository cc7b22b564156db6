namespace PgTasks;

/// <summary>What can be wrong with sending and hearing notifications.</summary>
internal static class NotificationErrors
{
    public static PgTaskException UnusableChannelName(string name) => new(
        OwnErrors.Get(nameof(UnusableChannelName)), $"A channel cannot be called '{name}'.");

    public static PgTaskException CannotListen() => new(
        OwnErrors.Get(nameof(CannotListen)),
        "A pooler stands before the server and gives each transaction another of its connections: nobody can listen through it.");
}
