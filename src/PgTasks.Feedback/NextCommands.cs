namespace PgTasks;

/// <summary>What to run after an error, by its id.</summary>
/// <param name="Reason">What it is for.</param>
/// <param name="Commands">The commands, as they can be run.</param>
internal sealed record NextCommands(string Reason, params IReadOnlyList<string> Commands)
{
    private static readonly string[] s_server = ["Service", "HostName", "Port"];

    /// <summary>Those for an error, or null where nothing is known that would help.</summary>
    public static NextCommands? Find(string id, FailedCommand failed) => id switch
    {
        _ when failed.LacksStore => new(
            "There is no store in this schema yet, or an older one. Create it, or bring it up to date:",
            $"Initialize-PgTaskStore{failed.Keep("Session")}"),
        "NotConnected" => new(
            "Connect first, to a PostgreSQL of your own or to one that others share:",
            "Connect-PgTask -Local",
            "Get-Help about_PgTaskConnections"),
        "SessionClosed" or "SessionNotFound" => new("See which sessions are open:", "Get-PgTaskSession"),
        "InvalidPassword" or "InvalidAuthorizationSpecification" or "PasswordMissing" => new(
            "Connect as a role that the server lets in:",
            $"Connect-PgTask{failed.Keep([.. s_server, "Database", "Schema"])} "
            + $"-Credential (Get-Credential{failed.Value("UserName")})"),
        "ConnectionRefused" => new(
            "See whether a server runs there, or have one of your own:",
            $"Test-PgTaskConnection{failed.Keep([.. s_server, "Database", "UserName"])} -Detailed",
            "Get-PgTaskServer",
            "Connect-PgTask -Local"),
        "ConnectionFailed" or "ConnectTimeout" or "HostNotFound" => new(
            "See how far a connection comes:",
            $"Test-PgTaskConnection{failed.Keep([.. s_server, "Database", "UserName"])} -Detailed"),
        "InvalidCatalogName" when failed.Value("Database") is { Length: > 0 } => new(
            "See which databases there are:",
            $"Connect-PgTask{failed.Keep([.. s_server, "UserName"])} -Database postgres",
            "Invoke-PgTaskQuery 'SELECT datname FROM pg_database'"),
        "UndefinedTable" => new(
            "See which tables there are:",
            $"Invoke-PgTaskQuery 'SELECT schemaname, relname FROM pg_stat_user_tables'{failed.Keep("Session")}"),
        "TaskNotFound" => new(
            "See which tasks are open, and which there were:",
            $"Get-PgTask{failed.Keep("Session")}",
            $"Get-PgTask -All{failed.Keep("Session")}"),
        "TaskChanged" or "TaskCycle" when failed.TaskId is { } number => new(
            "See the task as it is now:", $"Get-PgTask {number}{failed.Keep("Session")} | Format-List"),
        "NoTransaction" => new("Begin a transaction:", $"Start-PgTaskTransaction{failed.Keep("Session")}"),
        "InFailedSqlTransaction" or "TransactionLost" => new(
            "End the transaction, of which nothing is kept:", $"Undo-PgTaskTransaction{failed.Keep("Session")}"),
        "LockNotAvailable" or "CommandTimeout" => new(
            "See who waits for whom:",
            "Invoke-PgTaskQuery 'SELECT pid, pg_blocking_pids(pid), state, query FROM pg_stat_activity'"
            + failed.Keep("Session")),
        "FileExists" when failed.Add("Force") is { } line => new("Replace the file:", line),
        "ServerNotFound" => new("See which private servers there are:", "Get-PgTaskServer"),
        _ => null,
    };
}
