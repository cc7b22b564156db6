using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Closes sessions and their connections.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "PgTask")]
[OutputType(typeof(void))]
public sealed class DisconnectPgTaskCommand : PgTaskCmdlet
{
    /// <summary>The sessions, or their names; without it, the current session of this runspace.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SessionTransformation]
    [ArgumentCompleter(typeof(SessionCompleter))]
    [ValidateNotNull]
    public PgTaskSession? Session { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        PgTaskSession session = Session ?? OrFail(RunspaceSessions.Here.GetCurrent);
        session.Close();
    }
}
