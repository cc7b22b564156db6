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

    public static PgTaskException InvalidConnectionString(Exception inner) => new(
        "InvalidConnectionString", ErrorCategory.InvalidArgument, inner.Message, inner);
}
