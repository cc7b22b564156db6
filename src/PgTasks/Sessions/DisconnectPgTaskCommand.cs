using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Closes sessions and their connections.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "PgTask")]
[OutputType(typeof(void))]
public sealed class DisconnectPgTaskCommand : PgTaskCmdlet
{
    /// <summary>The sessions, or their names; without it, the current session of this runspace.</summary>
    [Parameter(
        Position = 0, ValueFromPipeline = true,
        HelpMessage = "The sessions, or their names; without it, the current session of this runspace")]
    [SessionTransformation]
    [ArgumentCompleter(typeof(SessionCompleter))]
    [ValidateNotNull]
    public PgTaskSession? Session { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        RunspaceSessions sessions = RunspaceSessions.Here;
        PgTaskSession session = Session ?? OrFail(sessions.GetCurrent);
        bool wasCurrent = session == sessions.Current;
        session.Close();
        if (wasCurrent && sessions.Current is { } now)
        {
            WriteWarning($"The current session is now '{now.Name}': {now.Database} on {now.HostName}.");
        }
    }
}
