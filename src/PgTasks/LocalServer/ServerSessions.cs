namespace PgTasks;

/// <summary>This runspace's sessions to a private server.</summary>
internal static class ServerSessions
{
    /// <summary>Closes them, as the server is gone.</summary>
    public static void Close(PgTaskCmdlet cmdlet, PgTaskServer server)
    {
        foreach (PgTaskSession session in RunspaceSessions.Here.Open.Where(
            session => session.HostName == server.HostName && session.Port == server.Port))
        {
            cmdlet.WriteVerbose($"The session '{session.Name}' to it is closed.");
            session.Close();
        }
    }
}
