using System.Management.Automation;

namespace PgTasks;

/// <summary>What a store refuses, made here because the Postgres side sees no PowerShell.</summary>
internal static class StoreErrors
{
    public static PgTaskException TaskNotFound(long id) => new(
        "TaskNotFound", ErrorCategory.ObjectNotFound, $"There is no task #{id}.");

    public static PgTaskException TooNew(int version, int newest) => new(
        "StoreTooNew",
        ErrorCategory.InvalidOperation,
        $"The store in this database has version {version}; this PgTasks knows versions up to {newest}.")
    {
        RecommendedAction = "Update the module PgTasks.",
    };

    /// <summary>The message is to hold no value of the connection string.</summary>
    public static PgTaskException InvalidConnectionString(string message) => new(
        "InvalidConnectionString", ErrorCategory.InvalidArgument, message)
    {
        RecommendedAction = "Get-Help about_PgTaskConnections shows the three spellings.",
    };

    public static PgTaskException InvalidSetting(string name, string source, string expected) =>
        InvalidConnectionString($"The value of {name} ({source}) is not valid; it takes {expected}.");

    public static PgTaskException UnknownSetting(string name, string nearest, string source) => new(
        "UnknownSetting",
        ErrorCategory.InvalidArgument,
        $"There is no setting '{name}' ({source}). Did you mean '{nearest}'?")
    {
        RecommendedAction = "Get-Help about_PgTaskConnections lists the settings.",
    };

    public static PgTaskException UnsupportedSetting(string name, string source) => new(
        "UnsupportedSetting",
        ErrorCategory.NotImplemented,
        $"The setting '{name}' ({source}) protects the connection in a way that Npgsql cannot.")
    {
        RecommendedAction = "Leave it out if the connection may do without.",
    };

    public static PgTaskException ServiceNotFound(string service, string source, IEnumerable<string> files) => new(
        "ServiceNotFound",
        ErrorCategory.ObjectNotFound,
        $"No service '{service}' ({source}) is defined in {string.Join(", ", files)}.")
    {
        RecommendedAction = "PGSERVICEFILE names another file.",
    };

    public static PgTaskException EnvironmentFileNotFound(string path, Exception inner) => new(
        "EnvironmentFileNotFound", ErrorCategory.ObjectNotFound, $"The file '{path}' cannot be read.", inner);
}
