namespace PgTasks;

/// <summary>What can be wrong with a private server.</summary>
internal static class ServerErrors
{
    private const string OtherDirectory = "Name another -DataDirectory.";

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

    public static PgTaskException DirectoryNotWritable(string directory, Exception inner) => DataDirectoryNotUsable(
        directory, inner.Message, "Name a -DataDirectory that you can write to.", inner);

    public static PgTaskException DirectoryNotEmpty(string directory) => DataDirectoryNotUsable(
        directory, "it holds other files.", "Name an empty directory, or one that does not exist yet.");

    public static PgTaskException EphemeralNotEmpty(string directory) => DataDirectoryNotUsable(
        directory, "it is not empty, and an ephemeral server's directory is removed with it.", OtherDirectory);

    /// <summary>Another account could put something else where the caller writes.</summary>
    public static PgTaskException DirectoryOfOther(string directory, string foreign) => DataDirectoryNotUsable(
        directory,
        foreign == directory
            ? "it belongs to another account, or others have written to it."
            : $"'{foreign}' belongs to another account or lets others write, who could put something else in its place.",
        OtherDirectory);

    public static PgTaskException DataOfOther(string directory, string owner) => DataDirectoryNotUsable(
        directory, $"its data do not belong to '{owner}'.", OtherDirectory);

    public static PgTaskException DirectoryNotPassable(string directory, string owner) => DataDirectoryNotUsable(
        directory, $"the account '{owner}', which runs the server, cannot enter it.", OtherDirectory);

    public static PgTaskException SocketDirectoryOfOther(string directory, string socket, string owner) =>
        DataDirectoryNotUsable(
            directory, $"the socket's directory '{socket}' is not one that only '{owner}' can enter.", OtherDirectory);

    public static PgTaskException DiskFull(string directory, string? log = null) => DataDirectoryNotUsable(
        directory,
        log is null ? "the disk is full." : $"the disk is full. {log}",
        "Make room on that disk, or name a -DataDirectory on another one.");

    public static PgTaskException TemporaryNotUsable(string directory, string account, Exception inner) =>
        DataDirectoryNotUsable(
            directory, inner.Message, $"Set TMPDIR to a directory that the account '{account}' can write to.", inner);

    public static PgTaskException NoAccount() => ServerStartFailed(
        "PostgreSQL does not run as root, and this machine has neither an account 'postgres' nor 'nobody'.");

    public static PgTaskException ProgramNotRun(string program, Exception inner) =>
        ServerStartFailed($"'{program}' could not be run: {inner.Message}", inner);

    public static PgTaskException NoData(string directory, string errors) =>
        ServerStartFailed($"initdb could not make the data in '{directory}': {errors}");

    public static PgTaskException NotStarted(string directory, string logPath, string log) => ServerStartFailed(
        $"The server in '{directory}' did not start. {logPath} ends with:{Environment.NewLine}{log}");

    public static PgTaskException ServerStartFailed(string message, Exception? inner = null) => new(
        OwnErrors.Get(nameof(ServerStartFailed)), message, inner);

    public static PgTaskException ServerStopFailed(string directory, string errors) => new(
        OwnErrors.Get(nameof(ServerStopFailed)), $"The server in '{directory}' goes on: {errors}");

    public static PgTaskException ServerNotFound(string directory) => new(
        OwnErrors.Get(nameof(ServerNotFound)), $"'{directory}' holds no server of PgTasks.");
}
