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

    public static PgTaskException TransactionLost(int statements, Exception? inner) => new(
        "TransactionLost",
        ErrorCategory.ConnectionError,
        $"The connection was lost in a transaction; the server has rolled back its {statements} statements.",
        inner)
    {
        RecommendedAction = "End it with Undo-PgTaskTransaction where Start-PgTaskTransaction began it, and run it again.",
    };

    public static PgTaskException CommitUnknown(int statements, Exception inner) => new(
        "CommitUnknown",
        ErrorCategory.ConnectionError,
        $"The connection was lost while the transaction committed: its {statements} statements are stored all or not "
        + "at all, and the server did not say which.",
        inner)
    {
        RecommendedAction = "Look whether one of its changes is there before you run it again.",
    };

    public static PgTaskException TransactionEnded() => new(
        "TransactionEnded", ErrorCategory.InvalidOperation, "The transaction has ended.");

    public static PgTaskException NoTransaction() => new(
        "NoTransaction", ErrorCategory.InvalidOperation, "This runspace has no transaction open on the session.")
    {
        RecommendedAction = "Begin one with Start-PgTaskTransaction.",
    };

    public static PgTaskException TransactionOfBlock() => new(
        "TransactionOfBlock",
        ErrorCategory.InvalidOperation,
        "This level of the transaction belongs to Invoke-PgTaskTransaction, which ends it at the end of its block.");

    public static PgTaskException TransactionNotEnded() => new(
        "TransactionNotEnded",
        ErrorCategory.InvalidOperation,
        "The block began a transaction with Start-PgTaskTransaction and did not end it; all of the block is undone.");

    public static PgTaskException OptionsOfNested() => new(
        "TransactionAlreadyBegun",
        ErrorCategory.InvalidOperation,
        "A transaction is open; its isolation level and mode cannot change in a block nested in it.");

    public static PgTaskException PoolExhausted(PgTaskPool pool, Exception inner) => new(
        "PoolExhausted",
        ErrorCategory.ResourceUnavailable,
        $"All {pool.Maximum} connections of the pool stayed in use for as long as a request may wait; "
        + $"{pool.Waiting} more requests are waiting.",
        inner)
    {
        RecommendedAction = "Raise Connect-PgTask -MaxPoolSize, or -ConnectTimeout to wait longer.",
    };

    public static PgTaskException NothingToSet() => new(
        "NothingToSet", ErrorCategory.InvalidArgument, "Nothing to set: name at least one field, as -Priority High.");
}
