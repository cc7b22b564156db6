namespace PgTasks;

/// <summary>
/// The session of a runspace that has connected none: where a variable says to which server, else with the private server
/// that this account has made.
/// </summary>
internal static class UnaskedConnection
{
    private static readonly string[] s_variables = ["DATABASE_URL", "PGSERVICE", "PGHOST"];

    // Whoever sets one of these means another server than the private one.
    private static readonly string[] s_parts = ["PGHOSTADDR", "PGPORT", "PGDATABASE"];

    /// <summary>Connects for a cmdlet; null where nothing says to what.</summary>
    public static PgTaskSession? Open(PgTaskCmdlet cmdlet)
    {
        string? variable = Array.Find(s_variables, IsSet);
        if (variable is not null)
        {
            return Connect(cmdlet, new ConnectionRequest(), initialize: false, $"as {variable} is set");
        }

        LocalServers servers = LocalServers.Create();
        if (Array.Exists(s_parts, IsSet)
            || cmdlet.Wait(servers.GetAsync(servers.DefaultDataDirectory, cmdlet.StopToken)) is not { IsEphemeral: false } made
            || RunspaceSessions.Here.WasElsewhere(made.HostName, made.Port)
            || ServerStart.RunDefault(cmdlet) is not { } server)
        {
            return null;
        }

        ConnectionRequest request = cmdlet.Wait(servers.GetConnectionAsync(server, cmdlet.StopToken));
        return Connect(
            cmdlet, request, initialize: true, $"as this account has a private server, in {server.DataDirectory}");
    }

    private static PgTaskSession Connect(PgTaskCmdlet cmdlet, ConnectionRequest request, bool initialize, string reason)
    {
        PgTaskSession session = cmdlet.Wait(RunspaceSessions.Here.ConnectAsync(
            request, name: null, initialize, cmdlet.Caller, cmdlet.StopToken));
        cmdlet.WriteVerbose($"{session.Welcome}, {reason}.");
        return session;
    }

    private static bool IsSet(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));
}
