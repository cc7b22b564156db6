using System.Management.Automation;
using System.Net;
using System.Security;

namespace PgTasks.Commands;

/// <summary>Connects to a store of tasks and makes it this runspace's current session.</summary>
[Cmdlet(VerbsCommunications.Connect, "PgTask", DefaultParameterSetName = ParametersSet)]
[OutputType(typeof(PgTaskSession))]
public sealed class ConnectPgTaskCommand : PgTaskCmdlet
{
    private const string ParametersSet = "Parameters";
    private const string ConnectionStringSet = "ConnectionString";
    private const string UriSet = "Uri";
    private const string ServiceSet = "Service";
    private const string LocalSet = "Local";
    private const string ServerSet = "Server";

    /// <summary>
    /// A connection string in any spelling: libpq's, a URI, or Npgsql's. A string or a SecureString.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ConnectionStringSet)]
    [SecretTransformation]
    [ValidateNotNull]
    public SecureString? ConnectionString { get; set; }

    /// <summary>A postgresql:// URI: a string, a [uri] or a SecureString.</summary>
    [Parameter(Mandatory = true, ParameterSetName = UriSet)]
    [SecretTransformation]
    [ValidateNotNull]
    public SecureString? Uri { get; set; }

    /// <summary>A section of pg_service.conf.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ServiceSet)]
    [ValidateNotNullOrEmpty]
    [NoScriptBlock]
    public string? Service { get; set; }

    /// <summary>A .env file, whose DATABASE_URL and PG* lines count where nothing else says a setting.</summary>
    [Parameter(ParameterSetName = ParametersSet)]
    [Parameter(ParameterSetName = ConnectionStringSet)]
    [Parameter(ParameterSetName = UriSet)]
    [Parameter(ParameterSetName = ServiceSet)]
    [ValidateNotNullOrEmpty]
    [NoScriptBlock]
    public string? EnvironmentFile { get; set; }

    /// <summary>Host names or addresses, or the directories of sockets; the first server that will do is taken.</summary>
    [Parameter(ParameterSetName = ParametersSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ServiceSet)]
    [Alias("Host", "ComputerName")]
    [ValidateNotNullOrEmpty]
    public string[]? HostName { get; set; }

    /// <summary>The server's port.</summary>
    [Parameter(ParameterSetName = ParametersSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ServiceSet)]
    [ValidateRange(1, 65535)]
    public int? Port { get; set; }

    /// <summary>The database.</summary>
    [Parameter(ParameterSetName = ParametersSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ServiceSet)]
    [ValidateNotNullOrEmpty]
    public string? Database { get; set; }

    /// <summary>The role, where its password comes from elsewhere, as from .pgpass.</summary>
    [Parameter(ParameterSetName = ParametersSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ConnectionStringSet)]
    [Parameter(ParameterSetName = UriSet)]
    [Parameter(ParameterSetName = ServiceSet)]
    [ValidateNotNullOrEmpty]
    public string? UserName { get; set; }

    /// <summary>The role and its password.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Connects to a PostgreSQL of the user's own, and starts it first where needed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LocalSet)]
    public SwitchParameter Local { get; set; }

    /// <summary>Where the private server's data lies.</summary>
    [Parameter(ParameterSetName = LocalSet)]
    [ValidateNotNullOrEmpty]
    [NoScriptBlock]
    public string? DataDirectory { get; set; }

    /// <summary>Where PostgreSQL's programs are.</summary>
    [Parameter(ParameterSetName = LocalSet)]
    [ValidateNotNullOrEmpty]
    [NoScriptBlock]
    public string? BinDirectory { get; set; }

    /// <summary>A private server, as Start-PgTaskServer gives it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ServerSet, ValueFromPipeline = true)]
    public PgTaskServer? Server { get; set; }

    /// <summary>Whether and how strictly to use TLS.</summary>
    [Parameter(ParameterSetName = ParametersSet)]
    [Parameter(ParameterSetName = ConnectionStringSet)]
    [Parameter(ParameterSetName = UriSet)]
    [Parameter(ParameterSetName = ServiceSet)]
    [ValidateSet("Disable", "Allow", "Prefer", "Require", "VerifyCA", "VerifyFull", "verify-ca", "verify-full")]
    [NoScriptBlock]
    public string? SslMode { get; set; }

    /// <summary>The certificate that the server's must descend from.</summary>
    [Parameter(ParameterSetName = ParametersSet)]
    [Parameter(ParameterSetName = ConnectionStringSet)]
    [Parameter(ParameterSetName = UriSet)]
    [Parameter(ParameterSetName = ServiceSet)]
    [ValidateNotNullOrEmpty]
    [NoScriptBlock]
    public string? RootCertificate { get; set; }

    /// <summary>Which of several servers will do.</summary>
    [Parameter(ParameterSetName = ParametersSet)]
    [Parameter(ParameterSetName = ConnectionStringSet)]
    [Parameter(ParameterSetName = UriSet)]
    [Parameter(ParameterSetName = ServiceSet)]
    [ValidateSet("Any", "Primary", "Standby", "PreferPrimary", "PreferStandby", "ReadWrite", "ReadOnly")]
    [NoScriptBlock]
    public string? TargetSessionAttribute { get; set; }

    /// <summary>Spreads connections over the servers instead of taking the first that will do.</summary>
    [Parameter(ParameterSetName = ParametersSet)]
    [Parameter(ParameterSetName = ConnectionStringSet)]
    [Parameter(ParameterSetName = UriSet)]
    [Parameter(ParameterSetName = ServiceSet)]
    public SwitchParameter LoadBalanceHosts { get; set; }

    /// <summary>The schema of the database that the store lies in, or is to be created in: pgtasks unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Schema { get; set; }

    /// <summary>How many connections are opened at once and kept.</summary>
    [Parameter]
    [ValidateRange(0, 10000)]
    public int? MinPoolSize { get; set; }

    /// <summary>How many connections there may be at most.</summary>
    [Parameter]
    [ValidateRange(1, 10000)]
    public int? MaxPoolSize { get; set; }

    /// <summary>Seconds after which a connection that nobody uses is closed, down to MinPoolSize.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? ConnectionIdleLifetime { get; set; }

    /// <summary>Seconds after which a connection is replaced by a new one; 0 means never.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? ConnectionLifetime { get; set; }

    /// <summary>Seconds of silence after which a connection is kept awake by a query; 0 means never.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? Keepalive { get; set; }

    /// <summary>Seconds to wait for a connection; 0 means any time.</summary>
    [Parameter]
    [ValidateRange(0, 1024)]
    public int? ConnectTimeout { get; set; }

    /// <summary>Seconds that a statement may take; 0 means any time.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? CommandTimeout { get; set; }

    /// <summary>How the session is called in pg_stat_activity.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoScriptBlock]
    public string? ApplicationName { get; set; }

    /// <summary>Has the server refuse whatever changes data.</summary>
    [Parameter]
    public SwitchParameter ReadOnly { get; set; }

    /// <summary>The name that -Session takes.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoScriptBlock]
    public string? Name { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        PgTaskServer? server = Local
            ? ServerStart.Run(this, Resolve(DataDirectory), Resolve(BinDirectory), ephemeral: false)
            : Server;
        WriteObject(server is null
            ? Connect(new ConnectionRequest(), initialize: false)
            : Connect(Wait(LocalServers.Create().GetConnectionAsync(server, StopToken)), initialize: !ReadOnly));
    }

    private PgTaskSession Connect(ConnectionRequest given, bool initialize)
    {
        ConnectionRequest request = Complete(given);
        PgTaskSession session = Wait(
            RunspaceSessions.Here.ConnectAsync(request, Name, initialize, Caller, StopToken), request.HostName);
        WriteVerbose($"{session.Welcome}.");
        return session;
    }

    private ConnectionRequest Complete(ConnectionRequest request) => request with
    {
        ConnectionString = Reveal(ConnectionString),
        Uri = Reveal(Uri),
        Service = Service,
        EnvironmentFile = Resolve(EnvironmentFile),
        HostName = HostName is null ? request.HostName : string.Join(',', HostName),
        Port = Port ?? request.Port,
        Database = Database ?? request.Database,
        Schema = Schema,
        UserName = UserName ?? (Credential is null ? request.UserName : null),
        Credential = Credential is null ? request.Credential : new NetworkCredential(Credential.UserName, Credential.Password),
        SslMode = SslMode ?? request.SslMode,
        RootCertificate = Resolve(RootCertificate),
        TargetSessionAttribute = TargetSessionAttribute,
        LoadBalanceHosts = LoadBalanceHosts.IsPresent ? LoadBalanceHosts.ToBool() : null,
        MinPoolSize = MinPoolSize,
        MaxPoolSize = MaxPoolSize,
        ConnectionIdleLifetime = ConnectionIdleLifetime,
        ConnectionLifetime = ConnectionLifetime,
        Keepalive = Keepalive,
        ConnectTimeout = ConnectTimeout,
        CommandTimeout = CommandTimeout,
        ApplicationName = ApplicationName,
        IsReadOnly = ReadOnly,
    };

    private string? Resolve(string? path) => path is null ? null : GetUnresolvedProviderPathFromPSPath(path);

    private static string? Reveal(SecureString? secret) =>
        secret is null ? null : new NetworkCredential("", secret).Password;
}
