using System.Management.Automation;
using System.Net;

namespace PgTasks.Commands;

/// <summary>Connects to a store of tasks and makes it this runspace's current session.</summary>
[Cmdlet(VerbsCommunications.Connect, "PgTask", DefaultParameterSetName = ParametersSet)]
[OutputType(typeof(PgTaskSession))]
public sealed class ConnectPgTaskCommand : PgTaskCmdlet
{
    private const string ParametersSet = "Parameters";
    private const string ConnectionStringSet = "ConnectionString";
    private const string LocalSet = "Local";
    private const string ServerSet = "Server";

    /// <summary>A connection string.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ConnectionStringSet)]
    [ValidateNotNullOrEmpty]
    public string? ConnectionString { get; set; }

    /// <summary>The server's host name or address, or the directory of its socket.</summary>
    [Parameter(ParameterSetName = ParametersSet, ValueFromPipelineByPropertyName = true)]
    [Alias("Host", "ComputerName")]
    [ValidateNotNullOrEmpty]
    public string? HostName { get; set; }

    /// <summary>The server's port.</summary>
    [Parameter(ParameterSetName = ParametersSet, ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, 65535)]
    public int? Port { get; set; }

    /// <summary>The database.</summary>
    [Parameter(ParameterSetName = ParametersSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Database { get; set; }

    /// <summary>The role and its password.</summary>
    [Parameter(ParameterSetName = ParametersSet)]
    [Parameter(ParameterSetName = ConnectionStringSet)]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Connects to a PostgreSQL of the user's own, and starts it first where needed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LocalSet)]
    public SwitchParameter Local { get; set; }

    /// <summary>Where the private server's data lies.</summary>
    [Parameter(ParameterSetName = LocalSet)]
    [ValidateNotNullOrEmpty]
    public string? DataDirectory { get; set; }

    /// <summary>Where PostgreSQL's programs are.</summary>
    [Parameter(ParameterSetName = LocalSet)]
    [ValidateNotNullOrEmpty]
    public string? BinDirectory { get; set; }

    /// <summary>A private server, as Start-PgTaskServer gives it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ServerSet, ValueFromPipeline = true)]
    public PgTaskServer? Server { get; set; }

    /// <summary>Whether and how strictly to use TLS.</summary>
    [Parameter(ParameterSetName = ParametersSet)]
    [Parameter(ParameterSetName = ConnectionStringSet)]
    [ValidateSet("Disable", "Allow", "Prefer", "Require", "VerifyCA", "VerifyFull")]
    public string? SslMode { get; set; }

    /// <summary>The certificate that the server's must descend from.</summary>
    [Parameter(ParameterSetName = ParametersSet)]
    [Parameter(ParameterSetName = ConnectionStringSet)]
    [ValidateNotNullOrEmpty]
    public string? RootCertificate { get; set; }

    /// <summary>How many connections are opened at once and kept.</summary>
    [Parameter]
    [ValidateRange(0, 10000)]
    public int? MinPoolSize { get; set; }

    /// <summary>How many connections there may be at most.</summary>
    [Parameter]
    [ValidateRange(1, 10000)]
    public int? MaxPoolSize { get; set; }

    /// <summary>Seconds to wait for a connection.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? ConnectTimeout { get; set; }

    /// <summary>Seconds that a statement may take; 0 means any time.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? CommandTimeout { get; set; }

    /// <summary>How the session is called in pg_stat_activity.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ApplicationName { get; set; }

    /// <summary>The name that -Session takes.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        TaskStore store = TaskStore.Create();
        try
        {
            WriteObject(Open(store));
        }
        catch (PipelineStoppedException)
        {
            // Ctrl+C while connecting, or Select-Object -First once connected: only the first leaves a store behind.
            if (!RunspaceSessions.Here.Open.Any(session => session.Store == store))
            {
                store.DisposeAsync().AsTask().Wait(CancellationToken.None);
            }

            throw;
        }
    }

    private PgTaskSession Open(TaskStore store)
    {
        PgTaskServer? server = Local ? StartServer() : Server;
        ConnectionRequest request = Complete(
            server is null ? new ConnectionRequest() : LocalServers.Create().GetConnection(server));
        ServerFacts facts = Wait(store.OpenAsync(request, Caller, StopToken), request.HostName);
        if (server is not null)
        {
            Wait(store.InitializeAsync(Caller, StopToken), server);
        }

        PgTaskSession session = new(Name ?? RunspaceSessions.Here.NextName(), store, facts);
        RunspaceSessions.Here.Add(session);
        return session;
    }

    private PgTaskServer StartServer() => Wait(
        LocalServers.Create().StartAsync(
            DataDirectory is null ? null : GetUnresolvedProviderPathFromPSPath(DataDirectory),
            BinDirectory is null ? null : GetUnresolvedProviderPathFromPSPath(BinDirectory),
            ephemeral: false,
            Caller.OnNotice,
            StopToken));

    private ConnectionRequest Complete(ConnectionRequest request) => request with
    {
        ConnectionString = ConnectionString ?? request.ConnectionString,
        HostName = HostName ?? request.HostName,
        Port = Port ?? request.Port,
        Database = Database ?? request.Database,
        Credential = Credential is null ? request.Credential : new NetworkCredential(Credential.UserName, Credential.Password),
        SslMode = SslMode ?? request.SslMode,
        RootCertificate = RootCertificate is null ? null : GetUnresolvedProviderPathFromPSPath(RootCertificate),
        MinPoolSize = MinPoolSize,
        MaxPoolSize = MaxPoolSize,
        ConnectTimeout = ConnectTimeout,
        CommandTimeout = CommandTimeout,
        ApplicationName = ApplicationName,
    };
}
