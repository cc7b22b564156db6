namespace PgTasks;

/// <summary>What can be wrong with a session or its store.</summary>
internal static class StoreErrors
{
    public static PgTaskException NotConnected() => new(
        OwnErrors.Get(nameof(NotConnected)), "No session is open in this runspace. Run Connect-PgTask first.");

    public static PgTaskException SessionClosed(string name) => new(
        OwnErrors.Get(nameof(SessionClosed)), $"The session '{name}' is closed.");

    public static PgTaskException SessionNotFound(string name) => new(
        OwnErrors.Get(nameof(SessionNotFound)), $"No open session is named '{name}'.");

    public static PgTaskException SessionNotPortable(string name) => new(
        OwnErrors.Get(nameof(SessionNotPortable)),
        $"The session '{name}' is of another process, and its connections do not travel.");

    public static PgTaskException PoolExhausted(PgTaskPool pool, Exception inner) => new(
        OwnErrors.Get(nameof(PoolExhausted)),
        $"All {pool.Maximum} connections of the pool stayed in use for as long as a request may wait; "
        + $"{pool.Waiting} more requests are waiting.",
        inner);

    public static PgTaskException StoreTooNew(int version, int newest) => new(
        OwnErrors.Get(nameof(StoreTooNew)),
        $"The store needs a PgTasks that knows version {version} of it; this one knows versions up to {newest}.");

    public static PgTaskException UnusableSchemaName(string name) => new(
        OwnErrors.Get(nameof(UnusableSchemaName)), $"A schema cannot be called '{name}'.");
}
