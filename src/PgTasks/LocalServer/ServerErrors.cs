using System.Management.Automation;

namespace PgTasks;

/// <summary>What can be wrong with a private server.</summary>
internal static class ServerErrors
{
    /// <summary>Their rows in the register.</summary>
    public static readonly OwnError[] Rows =
    [
        new(
            nameof(ServerNotInstalled),
            ErrorCategory.NotInstalled,
            "PostgreSQL's programs are not found"),
        new(
            nameof(ServerVersionMismatch),
            ErrorCategory.NotInstalled,
            "the data was made by another major version"),
        new(
            nameof(DataDirectoryNotUsable),
            ErrorCategory.WriteError,
            "a private server cannot live in the directory"),
        new(nameof(ServerStartFailed), ErrorCategory.OpenError, "a private server did not start"),
        new(nameof(ServerStopFailed), ErrorCategory.CloseError, "a private server did not stop"),
        new(
            nameof(ServerNotFound),
            ErrorCategory.ObjectNotFound,
            "the directory holds no private server",
            "Make one with Start-PgTaskServer."),
    ];

    public static PgTaskException ServerNotInstalled(string? binDirectory, string install) => new(
        OwnErrors.Get(nameof(ServerNotInstalled)),
        binDirectory is null
            ? $"PostgreSQL's server is not installed here. Install it: {install}"
            : $"'{binDirectory}' does not hold PostgreSQL's programs postgres, initdb and pg_ctl.")
    {
        RecommendedAction = install,
    };

    public static PgTaskException ServerVersionMismatch(int? data, IEnumerable<string> installed, string install) => new(
        OwnErrors.Get(nameof(ServerVersionMismatch)),
        $"The data were made by PostgreSQL {data}, and only {string.Join(", ", installed)} is installed here. "
        + $"Install {data} as well: {install}")
    {
        RecommendedAction = install,
    };

    public static PgTaskException DataDirectoryNotUsable(
        string directory, string reason, string? action = null, Exception? inner = null) => new(
        OwnErrors.Get(nameof(DataDirectoryNotUsable)), $"'{directory}' cannot hold a server: {reason}", inner)
        {
            RecommendedAction = action,
        };

    public static PgTaskException ServerStartFailed(string message, Exception? inner = null) => new(
        OwnErrors.Get(nameof(ServerStartFailed)), message, inner);

    public static PgTaskException ServerStopFailed(string directory, string errors) => new(
        OwnErrors.Get(nameof(ServerStopFailed)), $"The server in '{directory}' goes on: {errors}");

    public static PgTaskException ServerNotFound(string directory) => new(
        OwnErrors.Get(nameof(ServerNotFound)), $"'{directory}' holds no server of PgTasks.");
}
