using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Makes an open session the current one of this runspace.</summary>
[Cmdlet(VerbsCommon.Select, "PgTaskSession")]
[OutputType(typeof(PgTaskSession))]
public sealed class SelectPgTaskSessionCommand : PgTaskCmdlet
{
    /// <summary>The session, or its name; also one that another runspace has connected.</summary>
    [Parameter(
        Mandatory = true, Position = 0, ValueFromPipeline = true,
        HelpMessage = "The session, or its name; also one that another runspace has connected")]
    [SessionTransformation]
    [ArgumentCompleter(typeof(SessionCompleter))]
    [ValidateNotNull]
    public PgTaskSession Session { get; set; } = null!;

    /// <summary>Emits the session.</summary>
    [Parameter(HelpMessage = "Emits the session")]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        OrFail(() => RunspaceSessions.Here.Select(Session), Session);
        if (PassThru)
        {
            WriteObject(Session);
        }
    }
}
