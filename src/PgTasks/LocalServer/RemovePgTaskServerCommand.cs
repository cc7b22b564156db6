using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Stops a private server and removes its directory with all data.</summary>
[Cmdlet(VerbsCommon.Remove, "PgTaskServer", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RemovePgTaskServerCommand : PgTaskCmdlet
{
    private bool _all;
    private bool _none;

    /// <summary>Where its data lies.</summary>
    [Parameter(
        Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "Where its data lies")]
    [ArgumentCompleter(typeof(ServerCompleter))]
    [ValidateNotNullOrEmpty]
    public string DataDirectory { get; set; } = "";

    /// <summary>Does not ask.</summary>
    [Parameter(HelpMessage = "Does not ask")]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        LocalServers servers = LocalServers.Create();
        string directory = GetUnresolvedProviderPathFromPSPath(DataDirectory);
        PgTaskServer? server = Wait(servers.GetAsync(directory, StopToken));
        if (server is null)
        {
            WriteError(ErrorRecords.Create(ServerErrors.ServerNotFound(directory), directory));
            return;
        }

        if (ShouldProcess(directory, "Remove the private PostgreSQL server and all its data") && IsWanted(directory))
        {
            Wait(servers.RemoveAsync(directory, StopToken), directory);
            ServerSessions.Close(this, server);
        }
    }

    // -Confirm, true or false, has asked already, or need not.
    private bool IsWanted(string directory) => Force || MyInvocation.BoundParameters.ContainsKey("Confirm")
        || ShouldContinue(
            $"All data of the server in '{directory}' are lost.", "Remove the private server?", ref _all, ref _none);
}
