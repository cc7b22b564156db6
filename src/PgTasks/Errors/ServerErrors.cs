using System.Management.Automation;

namespace PgTasks;

/// <summary>What can be wrong with a private server, made here because the Postgres side sees no PowerShell.</summary>
internal static class ServerErrors
{
    public static PgTaskException NotInstalled(string message, string action) =>
        new("ServerNotInstalled", ErrorCategory.NotInstalled, message) { RecommendedAction = action };

    public static PgTaskException VersionMismatch(string message, string action) =>
        new("ServerVersionMismatch", ErrorCategory.NotInstalled, message) { RecommendedAction = action };

    public static PgTaskException DirectoryNotUsable(
        string directory, string reason, string? action = null, Exception? inner = null) =>
        new("DataDirectoryNotUsable", ErrorCategory.WriteError, $"'{directory}' cannot hold a server: {reason}", inner)
        {
            RecommendedAction = action,
        };

    public static PgTaskException StartFailed(string message, Exception? inner = null) =>
        new("ServerStartFailed", ErrorCategory.OpenError, message, inner);

    public static PgTaskException StopFailed(string message) =>
        new("ServerStopFailed", ErrorCategory.CloseError, message);

    public static PgTaskException NotFound(string directory) =>
        new("ServerNotFound", ErrorCategory.ObjectNotFound, $"'{directory}' holds no server of PgTasks.")
        {
            RecommendedAction = "Make one with Start-PgTaskServer.",
        };
}
