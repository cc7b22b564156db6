namespace PgTasks;

/// <summary>The session of a runspace that has connected none, where a variable says to which server.</summary>
internal static class UnaskedConnection
{
    private static readonly string[] s_variables = ["DATABASE_URL", "PGSERVICE", "PGHOST"];

    /// <summary>Connects for a cmdlet; null where no variable is set.</summary>
    public static PgTaskSession? Open(PgTaskCmdlet cmdlet)
    {
        string? variable = Array.Find(
            s_variables, name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)));
        if (variable is null)
        {
            return null;
        }

        PgTaskSession session = cmdlet.Wait(RunspaceSessions.Here.ConnectAsync(
            new ConnectionRequest(), name: null, initialize: false, cmdlet.Caller, cmdlet.StopToken));
        cmdlet.WriteVerbose($"{session.Welcome}, as {variable} is set.");
        return session;
    }
}
