using System.Management.Automation;
using System.Net;
using System.Security;

namespace PgTasks;

/// <summary>A cmdlet that is told how to connect.</summary>
public abstract class PgTaskConnectionCmdlet : PgTaskCmdlet
{
    private protected const string ParametersSet = "Parameters";
    private protected const string ConnectionStringSet = "ConnectionString";
    private protected const string UriSet = "Uri";
    private protected const string ServiceSet = "Service";
    private protected const string LocalSet = "Local";
    private protected const string ServerSet = "Server";

    private protected PgTaskConnectionCmdlet()
    {
    }

    /// <summary>
    /// A connection string in any spelling: libpq's, a URI, or Npgsql's. A string or a SecureString.
    /// </summary>
    [Parameter(
        Mandatory = true, Position = 0, ParameterSetName = ConnectionStringSet,
        HelpMessage = "A connection string in any spelling: libpq's, a URI, or Npgsql's")]
    [NoFileNames]
    [SecretTransformation]
    [ValidateNotNull]
    public SecureString? ConnectionString { get; set; }

    /// <summary>A postgresql:// URI: a string, a [uri] or a SecureString.</summary>
    [Parameter(
        Mandatory = true, ParameterSetName = UriSet,
        HelpMessage = "A postgresql:// URI: a string, a [uri] or a SecureString")]
    [NoFileNames]
    [SecretTransformation]
    [ValidateNotNull]
    public SecureString? Uri { get; set; }

    /// <summary>A section of pg_service.conf.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ServiceSet, HelpMessage = "A section of pg_service.conf")]
    [ArgumentCompleter(typeof(ServiceCompleter))]
    [ValidateNotNullOrEmpty]
    [NoScriptBlock]
    public string? Service { get; set; }

    /// <summary>A .env file, whose DATABASE_URL and PG* lines count where nothing else says a setting.</summary>
    [Parameter(
        ParameterSetName = ParametersSet,
        HelpMessage = "A .env file, whose DATABASE_URL and PG* lines count where nothing else says a setting")]
    [Parameter(ParameterSetName = ConnectionStringSet)]
    [Parameter(ParameterSetName = UriSet)]
    [Parameter(ParameterSetName = ServiceSet)]
    [ValidateNotNullOrEmpty]
    [NoScriptBlock]
    public string? EnvironmentFile { get; set; }

    /// <summary>Host names or addresses, or the directories of sockets; the first server that will do is taken.</summary>
    [Parameter(
        ParameterSetName = ParametersSet, ValueFromPipelineByPropertyName = true,
        HelpMessage = "Host names or addresses, or the directories of sockets; the first server that will do is taken")]
    [Parameter(ParameterSetName = ServiceSet)]
    [ArgumentCompleter(typeof(HostCompleter))]
    [Alias("Host", "ComputerName")]
    [ValidateNotNullOrEmpty]
    public string[]? HostName { get; set; }

    /// <summary>The server's port.</summary>
    [Parameter(
        ParameterSetName = ParametersSet, ValueFromPipelineByPropertyName = true,
        HelpMessage = "The server's port")]
    [Parameter(ParameterSetName = ServiceSet)]
    [NoFileNames]
    [ValidateRange(1, 65535)]
    public int? Port { get; set; }

    /// <summary>The database.</summary>
    [Parameter(ParameterSetName = ParametersSet, ValueFromPipelineByPropertyName = true, HelpMessage = "The database")]
    [Parameter(ParameterSetName = ServiceSet)]
    [ArgumentCompleter(typeof(DatabaseCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Database { get; set; }

    /// <summary>The role, where its password comes from elsewhere, as from .pgpass.</summary>
    [Parameter(
        ParameterSetName = ParametersSet, ValueFromPipelineByPropertyName = true,
        HelpMessage = "The role, where its password comes from elsewhere, as from .pgpass")]
    [Parameter(ParameterSetName = ConnectionStringSet)]
    [Parameter(ParameterSetName = UriSet)]
    [Parameter(ParameterSetName = ServiceSet)]
    [ArgumentCompleter(typeof(RoleCompleter))]
    [ValidateNotNullOrEmpty]
    public string? UserName { get; set; }

    /// <summary>The role and its password.</summary>
    [Parameter(ParameterSetName = ParametersSet, HelpMessage = "The role and its password")]
    [Parameter(ParameterSetName = ConnectionStringSet)]
    [Parameter(ParameterSetName = UriSet)]
    [Parameter(ParameterSetName = ServiceSet)]
    [Parameter(ParameterSetName = LocalSet)]
    [Parameter(ParameterSetName = ServerSet)]
    [NoFileNames]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Connects to a PostgreSQL of the user's own, and starts it first where needed.</summary>
    [Parameter(
        Mandatory = true, ParameterSetName = LocalSet,
        HelpMessage = "Connects to a PostgreSQL of the user's own, and starts it first where needed")]
    public SwitchParameter Local { get; set; }

    /// <summary>Where the private server's data lies.</summary>
    [Parameter(ParameterSetName = LocalSet, HelpMessage = "Where the private server's data lies")]
    [ArgumentCompleter(typeof(ServerCompleter))]
    [ValidateNotNullOrEmpty]
    [NoScriptBlock]
    public string? DataDirectory { get; set; }

    /// <summary>A private server, as Start-PgTaskServer gives it.</summary>
    [Parameter(
        Mandatory = true, ParameterSetName = ServerSet, ValueFromPipeline = true,
        HelpMessage = "A private server, as Start-PgTaskServer gives it")]
    [NoFileNames]
    public PgTaskServer? Server { get; set; }

    /// <summary>Whether and how strictly to use TLS.</summary>
    [Parameter(ParameterSetName = ParametersSet, HelpMessage = "Whether and how strictly to use TLS")]
    [Parameter(ParameterSetName = ConnectionStringSet)]
    [Parameter(ParameterSetName = UriSet)]
    [Parameter(ParameterSetName = ServiceSet)]
    [ValidateSet("Disable", "Allow", "Prefer", "Require", "VerifyCA", "VerifyFull", "verify-ca", "verify-full")]
    [NoScriptBlock]
    public string? SslMode { get; set; }

    /// <summary>The certificate that the server's must descend from.</summary>
    [Parameter(ParameterSetName = ParametersSet, HelpMessage = "The certificate that the server's must descend from")]
    [Parameter(ParameterSetName = ConnectionStringSet)]
    [Parameter(ParameterSetName = UriSet)]
    [Parameter(ParameterSetName = ServiceSet)]
    [ValidateNotNullOrEmpty]
    [NoScriptBlock]
    public string? RootCertificate { get; set; }

    /// <summary>Which of several servers will do.</summary>
    [Parameter(ParameterSetName = ParametersSet, HelpMessage = "Which of several servers will do")]
    [Parameter(ParameterSetName = ConnectionStringSet)]
    [Parameter(ParameterSetName = UriSet)]
    [Parameter(ParameterSetName = ServiceSet)]
    [ValidateSet("Any", "Primary", "Standby", "PreferPrimary", "PreferStandby", "ReadWrite", "ReadOnly")]
    [NoScriptBlock]
    public string? TargetSessionAttribute { get; set; }

    /// <summary>Spreads connections over the servers instead of taking the first that will do.</summary>
    [Parameter(
        ParameterSetName = ParametersSet,
        HelpMessage = "Spreads connections over the servers instead of taking the first that will do")]
    [Parameter(ParameterSetName = ConnectionStringSet)]
    [Parameter(ParameterSetName = UriSet)]
    [Parameter(ParameterSetName = ServiceSet)]
    public SwitchParameter LoadBalanceHosts { get; set; }

    /// <summary>Seconds to wait for a connection; 0 means any time.</summary>
    [Parameter(ParameterSetName = ParametersSet, HelpMessage = "Seconds to wait for a connection; 0 means any time")]
    [Parameter(ParameterSetName = ConnectionStringSet)]
    [Parameter(ParameterSetName = UriSet)]
    [Parameter(ParameterSetName = ServiceSet)]
    [Parameter(ParameterSetName = LocalSet)]
    [Parameter(ParameterSetName = ServerSet)]
    [NoFileNames]
    [ValidateRange(0, 1024)]
    public int? ConnectTimeout { get; set; }

    /// <summary>What the parameters say; where they are silent, what is given.</summary>
    private protected ConnectionRequest Complete(ConnectionRequest request) => request with
    {
        ConnectionString = Reveal(ConnectionString),
        Uri = Reveal(Uri),
        Service = Service,
        EnvironmentFile = Resolve(EnvironmentFile),
        HostName = HostName is null ? request.HostName : string.Join(',', HostName),
        Port = Port ?? request.Port,
        Database = Database ?? request.Database,
        UserName = UserName ?? (Credential is null ? request.UserName : null),
        Credential = Credential is null ? request.Credential : new NetworkCredential(Credential.UserName, Credential.Password),
        SslMode = SslMode ?? request.SslMode,
        RootCertificate = Resolve(RootCertificate),
        TargetSessionAttribute = TargetSessionAttribute,
        LoadBalanceHosts = LoadBalanceHosts.IsPresent ? LoadBalanceHosts.ToBool() : null,
        ConnectTimeout = ConnectTimeout,
    };

    private protected string? Resolve(string? path) => path is null ? null : GetUnresolvedProviderPathFromPSPath(path);

    private static string? Reveal(SecureString? secret) =>
        secret is null ? null : new NetworkCredential("", secret).Password;
}
