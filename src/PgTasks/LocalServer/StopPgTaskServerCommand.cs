using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Stops a private server. Its data stay, unless it is an ephemeral one.</summary>
[Cmdlet(VerbsLifecycle.Stop, "PgTaskServer", SupportsShouldProcess = true)]
[OutputType(typeof(PgTaskServer))]
public sealed class StopPgTaskServerCommand : PgTaskCmdlet
{
    /// <summary>Where its data lies; without it the account's default server is meant.</summary>
    [Parameter(
        Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "Where its data lies; without it the account's default server is meant")]
    [ArgumentCompleter(typeof(ServerCompleter))]
    [ValidateNotNullOrEmpty]
    public string? DataDirectory { get; set; }

    /// <summary>Emits the server as it is after stopping.</summary>
    [Parameter(HelpMessage = "Emits the server as it is after stopping")]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        LocalServers servers = LocalServers.Create();
        string directory = DataDirectory is null
            ? servers.DefaultDataDirectory
            : GetUnresolvedProviderPathFromPSPath(DataDirectory);
        if (!ShouldProcess(directory, "Stop the private PostgreSQL server"))
        {
            return;
        }

        if (Wait(servers.GetAsync(directory, StopToken)) is null)
        {
            WriteError(ErrorRecords.Create(ServerErrors.ServerNotFound(directory), directory));
            return;
        }

        PgTaskServer server = Wait(servers.StopAsync(directory, StopToken), directory);
        ServerSessions.Close(this, server);

        if (PassThru)
        {
            WriteObject(server);
        }
    }
}
