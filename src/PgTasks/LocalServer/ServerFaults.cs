namespace PgTasks;

/// <summary>The situations in which a private server's directory, or its start, is refused.</summary>
internal static class ServerFaults
{
    private const string OtherDirectory = "Name another -DataDirectory.";

    public static PgTaskException DirectoryNotWritable(string directory, Exception inner) => ServerErrors.DataDirectoryNotUsable(
        directory, inner.Message, "Name a -DataDirectory that you can write to.", inner);

    public static PgTaskException DirectoryNotEmpty(string directory) => ServerErrors.DataDirectoryNotUsable(
        directory, "it holds other files.", "Name an empty directory, or one that does not exist yet.");

    public static PgTaskException EphemeralNotEmpty(string directory) => ServerErrors.DataDirectoryNotUsable(
        directory, "it is not empty, and an ephemeral server's directory is removed with it.", OtherDirectory);

    /// <summary>Another account could put something else where the caller writes.</summary>
    public static PgTaskException DirectoryOfOther(string directory, string foreign) => ServerErrors.DataDirectoryNotUsable(
        directory,
        foreign == directory
            ? "it belongs to another account, or others have written to it."
            : $"'{foreign}' belongs to another account or lets others write, who could put something else in its place.",
        OtherDirectory);

    public static PgTaskException DataOfOther(string directory, string owner) => ServerErrors.DataDirectoryNotUsable(
        directory, $"its data do not belong to '{owner}'.", OtherDirectory);

    public static PgTaskException DirectoryNotPassable(string directory, string owner) => ServerErrors.DataDirectoryNotUsable(
        directory, $"the account '{owner}', which runs the server, cannot enter it.", OtherDirectory);

    public static PgTaskException SocketDirectoryOfOther(string directory, string socket, string owner) =>
        ServerErrors.DataDirectoryNotUsable(
            directory, $"the socket's directory '{socket}' is not one that only '{owner}' can enter.", OtherDirectory);

    public static PgTaskException DiskFull(string directory, string? log = null) => ServerErrors.DataDirectoryNotUsable(
        directory,
        log is null ? "the disk is full." : $"the disk is full. {log}",
        "Make room on that disk, or name a -DataDirectory on another one.");

    public static PgTaskException TemporaryNotUsable(string directory, string account, Exception inner) =>
        ServerErrors.DataDirectoryNotUsable(
            directory, inner.Message, $"Set TMPDIR to a directory that the account '{account}' can write to.", inner);

    public static PgTaskException NoAccount() => ServerErrors.ServerStartFailed(
        "PostgreSQL does not run as root, and this machine has neither an account 'postgres' nor 'nobody'.");

    public static PgTaskException ProgramNotRun(string program, Exception inner) =>
        ServerErrors.ServerStartFailed($"'{program}' could not be run: {inner.Message}", inner);

    public static PgTaskException NoData(string directory, string errors) =>
        ServerErrors.ServerStartFailed($"initdb could not make the data in '{directory}': {errors}");

    public static PgTaskException NotAnswering(string directory, int? process, int seconds, Exception inner) =>
        ServerErrors.ServerStartFailed(
            $"The server in '{directory}' runs (process {process}), but did not answer within {seconds} seconds: "
            + "it is overloaded or was halted, as by SIGSTOP.",
            inner);

    public static PgTaskException NotStarted(string directory, string logPath, string log) => ServerErrors.ServerStartFailed(
        $"The server in '{directory}' did not start. {logPath} ends with:{Environment.NewLine}{log}");
}
