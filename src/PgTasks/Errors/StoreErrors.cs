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

    public static PgTaskException HostNotFound(IReadOnlyList<string> hosts, Exception inner) => new(
        OwnErrors.Get(nameof(HostNotFound)), $"No host is known by the name {string.Join(", ", hosts)}.", inner);

    public static PgTaskException ConnectionRefused(string hosts, Exception inner) => new(
        OwnErrors.Get(nameof(ConnectionRefused)), $"No server listens on {hosts}.", inner);

    public static PgTaskException ConnectTimeout(string hosts, int seconds, Exception inner) => new(
        OwnErrors.Get(nameof(ConnectTimeout)), $"The server on {hosts} did not answer within {seconds} seconds.", inner);

    public static PgTaskException PasswordMissing(string user) => new(
        OwnErrors.Get(nameof(PasswordMissing)), $"The server asks for the password of '{user}', and none was given.");

    public static PgTaskException TlsNotOffered(string hosts, Exception inner) => new(
        OwnErrors.Get(nameof(TlsNotOffered)), $"The server on {hosts} does not offer TLS.", inner);

    public static PgTaskException ServerNotTrusted(string hosts, string reason, Exception inner) => new(
        OwnErrors.Get(nameof(ServerNotTrusted)), $"The certificate of the server on {hosts} is not trusted: {reason}", inner);

    public static PgTaskException AuthenticationNotAllowed(Exception inner) => new(
        OwnErrors.Get(nameof(AuthenticationNotAllowed)), $"The password was not sent: {inner.Message}", inner);

    public static PgTaskException PoolExhausted(PgTaskPool pool, Exception inner) => new(
        OwnErrors.Get(nameof(PoolExhausted)),
        $"All {pool.Maximum} connections of the pool stayed in use for as long as a request may wait; "
        + $"{pool.Waiting} more requests are waiting.",
        inner);

    /// <summary>What a runspace's own SQL had left on the connection kept for it is gone; nothing was sent.</summary>
    /// <param name="toPool">Whether the pool took it, else the connection broke.</param>
    public static PgTaskException SettingsLost(bool toPool) => new(
        OwnErrors.Get(nameof(SettingsLost)),
        (toPool ? "The pool had no other connection left for a command" : "The connection was lost")
        + ": the settings, temporary tables, LISTEN, prepared statements and advisory locks of this runspace are gone. "
        + "Nothing was sent; the next command goes on without them, on a new connection.");

    public static PgTaskException StoreTooNew(int version, int newest) => new(
        OwnErrors.Get(nameof(StoreTooNew)),
        $"The store needs a PgTasks that knows version {version} of it; this one knows versions up to {newest}.");

    public static PgTaskException UnusableSchemaName(string name) => new(
        OwnErrors.Get(nameof(UnusableSchemaName)), $"A schema cannot be called '{name}'.");

    public static PgTaskException CitusNotInstalled(string? database) => new(
        OwnErrors.Get(nameof(CitusNotInstalled)), $"The database '{database}' has no Citus to distribute the store.");

    /// <summary>Nobody knows whether a change was done; its target is what it concerned.</summary>
    public static PgTaskException OutcomeUnknown(Exception inner, object? target = null) => new(
        OwnErrors.Get(nameof(OutcomeUnknown)),
        "The connection was lost before the server answered: what was sent is stored as a whole or not at all.",
        inner)
    {
        Target = target,
    };

    public static bool IsOutcomeUnknown(Exception? exception) =>
        exception is PgTaskException { ErrorId: nameof(OutcomeUnknown) };
}
