using System.Collections.Frozen;
using System.Management.Automation;

namespace PgTasks;

/// <summary>
/// The register of what PgTasks itself refuses. Each row is named after the method that makes the error;
/// about_PgTaskErrors has the same rows, which a test compares. Those of a larger feature stand beside its methods.
/// </summary>
internal static class OwnErrors
{
    /// <summary>The rows, feature by feature.</summary>
    public static IReadOnlyList<OwnError> All { get; } =
    [
        new(
            nameof(ErrorRecords.ConnectionFailed),
            ErrorCategory.ConnectionError,
            "the server was not reached, or the connection broke",
            "Check that the server is up, and the host, the port and the user that Connect-PgTask was given.")
        {
            IsTransient = true,
        },
        new(
            nameof(ErrorRecords.CommandTimeout),
            ErrorCategory.OperationTimeout,
            "a statement took longer than CommandTimeout",
            "Give the statement more time: -CommandTimeout of Connect-PgTask or Invoke-PgTaskQuery. If it waits for a lock, "
            + "SELECT pid, pg_blocking_pids(pid), query FROM pg_stat_activity says for whose.")
        {
            IsTransient = true,
        },
        new(
            nameof(StoreErrors.HostNotFound),
            ErrorCategory.InvalidArgument,
            "a host's name is not known",
            "Check the name of the host, or give its address."),
        new(
            nameof(StoreErrors.ConnectionRefused),
            ErrorCategory.ResourceUnavailable,
            "no server listens on the host's port or socket",
            "Start the server, or check the host and the port. Connect-PgTask -Local starts one of your own.")
        {
            IsTransient = true,
        },
        new(
            nameof(StoreErrors.ConnectTimeout),
            ErrorCategory.OperationTimeout,
            "the server did not answer within ConnectTimeout",
            "Check the host, the port and the firewalls between, or give Connect-PgTask a longer -ConnectTimeout.")
        {
            IsTransient = true,
        },
        new(
            nameof(StoreErrors.PasswordMissing),
            ErrorCategory.AuthenticationError,
            "the server asks for a password and none was given",
            "Give -Credential, set PGPASSWORD, or add a line for this host and role to the password file."),
        new(
            nameof(StoreErrors.TlsNotOffered),
            ErrorCategory.SecurityError,
            "TLS is required and the server does not offer it",
            "Turn TLS on at the server (ssl = on), or give -SslMode Prefer where the network is safe."),
        new(
            nameof(StoreErrors.ServerNotTrusted),
            ErrorCategory.SecurityError,
            "the server's certificate is not trusted",
            "Name the certificate that it descends from with -RootCertificate, and the host as the certificate does."),
        new(
            nameof(StoreErrors.AuthenticationNotAllowed),
            ErrorCategory.SecurityError,
            "the server asks for what require_auth or channel_binding forbid",
            "Have the server ask for scram-sha-256, by TLS for channel_binding, or allow what it asks for."),
        new(
            nameof(StoreErrors.NotConnected),
            ErrorCategory.ConnectionError,
            "no session is open in the runspace",
            "Run Connect-PgTask, or set DATABASE_URL; Connect-PgTask -Local takes a PostgreSQL of your own."),
        new(
            nameof(StoreErrors.SessionClosed),
            ErrorCategory.ConnectionError,
            "the session was closed",
            "Run Connect-PgTask again."),
        new(
            nameof(StoreErrors.SessionNotFound),
            ErrorCategory.ObjectNotFound,
            "no open session has the name",
            "Get-PgTaskSession lists the open sessions."),
        new(
            nameof(StoreErrors.SessionNotPortable),
            ErrorCategory.InvalidArgument,
            "a session was passed to another process, as by Start-Job",
            "Run Connect-PgTask in that process, or use ForEach-Object -Parallel or Start-ThreadJob."),
        new(
            nameof(StoreErrors.PoolExhausted),
            ErrorCategory.ResourceUnavailable,
            "no connection of the pool came free in time",
            "Raise Connect-PgTask -MaxPoolSize, or -ConnectTimeout to wait longer.")
        {
            IsTransient = true,
        },
        new(
            nameof(StoreErrors.OutcomeUnknown),
            ErrorCategory.ConnectionError,
            "the connection broke before the answer to a change came",
            "Look whether it is there before you run it again."),
        new(
            nameof(StoreErrors.SettingsLost),
            ErrorCategory.ConnectionError,
            "settings, temporary tables, LISTEN or advisory locks are gone",
            "Set up again what the next commands rely on, then go on. Where the pool took the connection, raise -MaxPoolSize."),
        new(
            nameof(StoreErrors.StoreTooNew),
            ErrorCategory.InvalidOperation,
            "a newer PgTasks made the store, in a way that this one cannot use",
            "Update the module PgTasks."),
        new(
            nameof(StoreErrors.UnusableSchemaName),
            ErrorCategory.InvalidArgument,
            "no schema can have the name that -Schema has",
            "A name has 1 to 63 bytes in UTF-8."),
        new(
            nameof(StoreErrors.CitusNotInstalled),
            ErrorCategory.NotInstalled,
            "the database lacks Citus 12 or newer, which -Distribute wants",
            "Have CREATE EXTENSION citus run in the database, on the coordinator and each worker, or leave -Distribute out."),

        new(
            nameof(SettingErrors.InvalidConnectionString),
            ErrorCategory.InvalidArgument,
            "a connection string or one of its values cannot be read",
            "Get-Help about_PgTaskConnections shows the three spellings."),
        new(
            nameof(SettingErrors.UnknownSetting),
            ErrorCategory.InvalidArgument,
            "there is no setting of the name",
            "Get-Help about_PgTaskConnections lists the settings."),
        new(
            nameof(SettingErrors.UnsupportedSetting),
            ErrorCategory.NotImplemented,
            "Npgsql cannot do what the setting asks for",
            "Leave it out if the connection may do without."),
        new(
            nameof(SettingErrors.CertificateNotUsable),
            ErrorCategory.SecurityError,
            "a certificate or its key is missing, broken, or open to others",
            "Check sslcert, sslkey and sslrootcert; a key is for its owner alone (chmod 600)."),
        new(
            nameof(SettingErrors.ServiceNotFound),
            ErrorCategory.ObjectNotFound,
            "no service file has the service",
            "PGSERVICEFILE names another file."),
        new(
            nameof(SettingErrors.EnvironmentFileNotFound),
            ErrorCategory.ObjectNotFound,
            "the file of -EnvironmentFile cannot be read"),

        new(nameof(TaskErrors.TaskNotFound), ErrorCategory.ObjectNotFound, "no task has the Id, or the title"),
        new(
            nameof(TaskErrors.UnknownLanguage),
            ErrorCategory.InvalidArgument,
            "the server does not know the language of a search",
            "Get-PgTask -Language takes simple, english, german and what else SELECT cfgname FROM pg_ts_config lists."),
        new(
            nameof(TaskErrors.OrderOfIds),
            ErrorCategory.InvalidArgument,
            "Get-PgTask is given ids, and an order or a count of all",
            "Sort what comes: Get-PgTask 3, 1 | Sort-Object Due."),
        new(
            nameof(TaskErrors.InvalidPattern),
            ErrorCategory.InvalidArgument,
            "a filter has a pattern that is none",
            "Write `[ for the character itself."),
        new(
            nameof(TaskErrors.FilterOfInput),
            ErrorCategory.InvalidArgument,
            "Export-PgTask is given a filter and tasks from the pipeline",
            "Filter the piped tasks by Where-Object or by Get-PgTask's own parameters."),
        new(
            nameof(ErrorRecords.TaskCycle),
            ErrorCategory.InvalidOperation,
            "a task would wait for itself, over what it depends on",
            "See by (Get-PgTask -Id …).DependsOn what each waits for, and take one out by Set-PgTask -DependsOn."),
        new(
            nameof(TaskErrors.TaskChanged),
            ErrorCategory.InvalidResult,
            "the task has changed since the time that -IfUpdatedAt says",
            "Read the task again with Get-PgTask, look at what has become of it, and change that."),
        new(
            nameof(TaskErrors.TaskEnded),
            ErrorCategory.InvalidOperation,
            "a task to start or to suspend is completed, failed or cancelled",
            "Restart-PgTask puts it back to Pending."),
        new(
            nameof(TaskErrors.TaskClaimed),
            ErrorCategory.ResourceBusy,
            "somebody else has claimed the task to change",
            "Pipe in what Request-PgTask gave if the claim is yours; wait until it is given back; or take it away: -Force.")
        {
            IsTransient = true,
        },
        .. WorkErrors.Rows,
        new(
            nameof(ProjectErrors.ProjectNotPaused),
            ErrorCategory.ObjectNotFound,
            "a project that is to be resumed is not paused",
            "Get-PgTaskProject -Paused shows which are, and with which project above them."),
        new(nameof(TaskErrors.NoteNotFound), ErrorCategory.ObjectNotFound, "no note has the NoteId"),
        new(
            nameof(TaskErrors.TitleMissing),
            ErrorCategory.InvalidData,
            "a new task has no title",
            "Pipe in titles, or objects with a Title (a hashtable as [pscustomobject]); name another property by "
            + "-Title { $_.Name }."),
        new(
            nameof(TaskErrors.PropertyNotConvertible),
            ErrorCategory.InvalidData,
            "a property of the input does not fit the task's"),
        new(nameof(TaskErrors.DataTooDeep), ErrorCategory.InvalidData, "Data is nested too deep"),
        new(nameof(TaskErrors.DataNotReadable), ErrorCategory.InvalidData, "Data cannot be written as JSON"),
        new(
            nameof(TaskErrors.NothingToSet),
            ErrorCategory.InvalidArgument,
            "Set-PgTask is given nothing to set",
            "Name at least one field, as -Priority High."),

        .. NotificationErrors.Rows,
        .. TransactionErrors.Rows,
        .. SqlErrors.Rows,
        .. FileErrors.Rows,
        .. ServerErrors.Rows,
    ];

    private static FrozenDictionary<string, OwnError> ById { get; } =
        All.ToFrozenDictionary(error => error.Id, StringComparer.Ordinal);

    /// <summary>The row of an id.</summary>
    public static OwnError Get(string id) => ById[id];
}
