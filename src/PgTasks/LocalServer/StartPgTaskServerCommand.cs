using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Starts a PostgreSQL of the user's own, and makes it first where there is none yet.</summary>
[Cmdlet(VerbsLifecycle.Start, "PgTaskServer", SupportsShouldProcess = true)]
[OutputType(typeof(PgTaskServer))]
public sealed class StartPgTaskServerCommand : PgTaskCmdlet
{
    /// <summary>Where the data lies or is to lie.</summary>
    [Parameter(
        Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "Where the data lies or is to lie")]
    [ArgumentCompleter(typeof(ServerCompleter))]
    [ValidateNotNullOrEmpty]
    public string? DataDirectory { get; set; }

    /// <summary>Where PostgreSQL's programs are.</summary>
    [Parameter(HelpMessage = "Where PostgreSQL's programs are")]
    [ValidateNotNullOrEmpty]
    [NoScriptBlock]
    public string? BinDirectory { get; set; }

    /// <summary>Ends the server, and removes its data, when this process ends.</summary>
    [Parameter(HelpMessage = "Ends the server, and removes its data, when this process ends")]
    public SwitchParameter Ephemeral { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        LocalServers servers = LocalServers.Create();
        string? directory = DataDirectory is null ? null : GetUnresolvedProviderPathFromPSPath(DataDirectory);
        string target = directory ?? (Ephemeral ? "a temporary directory" : servers.DefaultDataDirectory);
        if (!ShouldProcess(target, "Start a private PostgreSQL server"))
        {
            return;
        }

        string? programs = BinDirectory is null ? null : GetUnresolvedProviderPathFromPSPath(BinDirectory);
        WriteObject(ServerStart.Run(this, directory, programs, Ephemeral));
    }
}
