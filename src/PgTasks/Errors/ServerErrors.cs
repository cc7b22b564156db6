namespace PgTasks;

/// <summary>What can be wrong with a private server.</summary>
internal static class ServerErrors
{
    public static PgTaskException ServerNotInstalled(string message, string action) => new(
        OwnErrors.Get(nameof(ServerNotInstalled)), message)
    {
        RecommendedAction = action,
    };

    public static PgTaskException ServerVersionMismatch(string message, string action) => new(
        OwnErrors.Get(nameof(ServerVersionMismatch)), message)
    {
        RecommendedAction = action,
    };

    public static PgTaskException DataDirectoryNotUsable(
        string directory, string reason, string? action = null, Exception? inner = null) => new(
        OwnErrors.Get(nameof(DataDirectoryNotUsable)), $"'{directory}' cannot hold a server: {reason}", inner)
        {
            RecommendedAction = action,
        };

    public static PgTaskException ServerStartFailed(string message, Exception? inner = null) => new(
        OwnErrors.Get(nameof(ServerStartFailed)), message, inner);

    public static PgTaskException ServerStopFailed(string message) => new(
        OwnErrors.Get(nameof(ServerStopFailed)), message);

    public static PgTaskException ServerNotFound(string directory) => new(
        OwnErrors.Get(nameof(ServerNotFound)), $"'{directory}' holds no server of PgTasks.");
}
