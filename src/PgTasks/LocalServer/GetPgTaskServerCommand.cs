using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Gets the private servers of this account, running or not.</summary>
[Cmdlet(VerbsCommon.Get, "PgTaskServer")]
[OutputType(typeof(PgTaskServer))]
public sealed class GetPgTaskServerCommand : PgTaskCmdlet
{
    /// <summary>Where the data lies of the one server to get.</summary>
    [Parameter(
        Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "Where the data lies of the one server to get")]
    [ArgumentCompleter(typeof(ServerCompleter))]
    [ValidateNotNullOrEmpty]
    public string? DataDirectory { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        LocalServers servers = LocalServers.Create();
        if (DataDirectory is null)
        {
            WriteObject(Wait(servers.GetAllAsync(StopToken)), enumerateCollection: true);
        }
        else if (Wait(servers.GetAsync(GetUnresolvedProviderPathFromPSPath(DataDirectory), StopToken)) is { } server)
        {
            WriteObject(server);
        }
        else
        {
            PgTaskException missing = ServerErrors.ServerNotFound(DataDirectory);
            WriteError(ErrorRecords.Create(missing, DataDirectory));
        }
    }
}
