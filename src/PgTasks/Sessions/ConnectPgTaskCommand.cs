using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Connects to a store of tasks and makes it this runspace's current session.</summary>
[Cmdlet(VerbsCommunications.Connect, "PgTask", DefaultParameterSetName = ParametersSet)]
[OutputType(typeof(PgTaskSession))]
public sealed class ConnectPgTaskCommand : PgTaskConnectionCmdlet
{
    /// <summary>Where PostgreSQL's programs are.</summary>
    [Parameter(ParameterSetName = LocalSet, HelpMessage = "Where PostgreSQL's programs are")]
    [ValidateNotNullOrEmpty]
    [NoScriptBlock]
    public string? BinDirectory { get; set; }

    /// <summary>The schema of the database that the store lies in, or is to be created in: pgtasks unless given.</summary>
    [Parameter(
        ValueFromPipelineByPropertyName = true,
        HelpMessage = "The schema of the database that the store lies "
            + "in, or is to be created in: pgtasks unless given")]
    [ArgumentCompleter(typeof(SchemaCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Schema { get; set; }

    /// <summary>Who CreatedBy and UpdatedBy say it was, and whose the tasks of -Mine are: the role unless given.</summary>
    [Parameter(
        HelpMessage = "Who CreatedBy and UpdatedBy say it was, and whose "
            + "the tasks of -Mine are: the role unless given")]
    [ArgumentCompleter(typeof(PersonCompleter))]
    [NotBlank]
    [NoScriptBlock]
    public string? ActAs { get; set; }

    /// <summary>How many connections are opened at once and kept.</summary>
    [Parameter(HelpMessage = "How many connections are opened at once and kept")]
    [NoFileNames]
    [ValidateRange(0, 10000)]
    public int? MinPoolSize { get; set; }

    /// <summary>How many connections there may be at most.</summary>
    [Parameter(HelpMessage = "How many connections there may be at most")]
    [NoFileNames]
    [ValidateRange(1, 10000)]
    public int? MaxPoolSize { get; set; }

    /// <summary>Seconds after which a connection that nobody uses is closed, down to MinPoolSize.</summary>
    [Parameter(HelpMessage = "Seconds after which a connection that nobody uses is closed, down to MinPoolSize")]
    [NoFileNames]
    [ValidateRange(1, int.MaxValue)]
    public int? ConnectionIdleLifetime { get; set; }

    /// <summary>Seconds after which a connection is replaced by a new one; 0 means never.</summary>
    [Parameter(HelpMessage = "Seconds after which a connection is replaced by a new one; 0 means never")]
    [NoFileNames]
    [ValidateRange(0, int.MaxValue)]
    public int? ConnectionLifetime { get; set; }

    /// <summary>Seconds of silence after which a connection is kept awake by a query; 0 means never.</summary>
    [Parameter(HelpMessage = "Seconds of silence after which a connection is kept awake by a query; 0 means never")]
    [NoFileNames]
    [ValidateRange(0, int.MaxValue)]
    public int? Keepalive { get; set; }

    /// <summary>Seconds that a statement may take; 0 means any time.</summary>
    [Parameter(HelpMessage = "Seconds that a statement may take; 0 means any time")]
    [NoFileNames]
    [ValidateRange(0, int.MaxValue)]
    public int? CommandTimeout { get; set; }

    /// <summary>How the session is called in pg_stat_activity.</summary>
    [Parameter(HelpMessage = "How the session is called in pg_stat_activity")]
    [NoFileNames]
    [ValidateNotNullOrEmpty]
    [NoScriptBlock]
    public string? ApplicationName { get; set; }

    /// <summary>Has the server refuse whatever changes data.</summary>
    [Parameter(HelpMessage = "Has the server refuse whatever changes data")]
    public SwitchParameter ReadOnly { get; set; }

    /// <summary>The name that -Session takes.</summary>
    [Parameter(HelpMessage = "The name that -Session takes")]
    [NoFileNames]
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
        ConnectionRequest request = Complete(given) with
        {
            Schema = Schema,
            ActAs = ActAs,
            MinPoolSize = MinPoolSize,
            MaxPoolSize = MaxPoolSize,
            ConnectionIdleLifetime = ConnectionIdleLifetime,
            ConnectionLifetime = ConnectionLifetime,
            Keepalive = Keepalive,
            CommandTimeout = CommandTimeout,
            ApplicationName = ApplicationName,
            IsReadOnly = ReadOnly,
        };
        PgTaskSession session = Wait(
            RunspaceSessions.Here.ConnectAsync(request, Name, initialize, Caller, StopToken), request.HostName);
        WriteVerbose($"{session.Welcome}.");
        return session;
    }
}
