using System.Data.Common;
using System.Management.Automation;
using System.Text;

namespace PgTasks;

/// <summary>Turns what the store throws into error records; the one place that maps SQLSTATEs.</summary>
internal static class DatabaseError
{
    /// <summary>The table of categories: a whole SQLSTATE, or a class (its first two characters).</summary>
    private static readonly Dictionary<string, ErrorCategory> s_categories = new(StringComparer.Ordinal)
    {
        ["02"] = ErrorCategory.ObjectNotFound,
        ["08"] = ErrorCategory.ConnectionError,
        ["0A"] = ErrorCategory.NotImplemented,
        ["0B"] = ErrorCategory.InvalidOperation,
        ["20"] = ErrorCategory.InvalidOperation,
        ["21"] = ErrorCategory.InvalidData,
        ["22"] = ErrorCategory.InvalidData,
        ["23"] = ErrorCategory.InvalidData,
        ["23001"] = ErrorCategory.InvalidOperation,
        ["23503"] = ErrorCategory.ObjectNotFound,
        ["23505"] = ErrorCategory.ResourceExists,
        ["23P01"] = ErrorCategory.ResourceExists,
        ["24"] = ErrorCategory.InvalidOperation,
        ["25"] = ErrorCategory.InvalidOperation,
        ["25006"] = ErrorCategory.WriteError,
        ["25P03"] = ErrorCategory.OperationTimeout,
        ["25P04"] = ErrorCategory.OperationTimeout,
        ["26"] = ErrorCategory.ObjectNotFound,
        ["28"] = ErrorCategory.AuthenticationError,
        ["34"] = ErrorCategory.ObjectNotFound,
        ["3B"] = ErrorCategory.InvalidOperation,
        ["3D"] = ErrorCategory.ObjectNotFound,
        ["3F"] = ErrorCategory.ObjectNotFound,
        ["40"] = ErrorCategory.InvalidOperation,
        ["40001"] = ErrorCategory.ResourceBusy,
        ["40P01"] = ErrorCategory.DeadlockDetected,
        ["42"] = ErrorCategory.InvalidArgument,
        ["42501"] = ErrorCategory.PermissionDenied,
        ["42601"] = ErrorCategory.SyntaxError,
        ["42602"] = ErrorCategory.SyntaxError,
        ["42703"] = ErrorCategory.ObjectNotFound,
        ["42704"] = ErrorCategory.ObjectNotFound,
        ["42804"] = ErrorCategory.InvalidType,
        ["42846"] = ErrorCategory.InvalidType,
        ["42883"] = ErrorCategory.ObjectNotFound,
        ["42P01"] = ErrorCategory.ObjectNotFound,
        ["42P02"] = ErrorCategory.ObjectNotFound,
        ["42701"] = ErrorCategory.ResourceExists,
        ["42710"] = ErrorCategory.ResourceExists,
        ["42712"] = ErrorCategory.ResourceExists,
        ["42723"] = ErrorCategory.ResourceExists,
        ["42P03"] = ErrorCategory.ResourceExists,
        ["42P04"] = ErrorCategory.ResourceExists,
        ["42P05"] = ErrorCategory.ResourceExists,
        ["42P06"] = ErrorCategory.ResourceExists,
        ["42P07"] = ErrorCategory.ResourceExists,
        ["44"] = ErrorCategory.InvalidData,
        ["53"] = ErrorCategory.LimitsExceeded,
        ["53100"] = ErrorCategory.ResourceUnavailable,
        ["53200"] = ErrorCategory.ResourceUnavailable,
        ["54"] = ErrorCategory.LimitsExceeded,
        ["55"] = ErrorCategory.InvalidOperation,
        ["55006"] = ErrorCategory.ResourceBusy,
        ["55P03"] = ErrorCategory.ResourceBusy,
        ["57"] = ErrorCategory.ResourceUnavailable,
        ["57014"] = ErrorCategory.OperationStopped,
        ["57P05"] = ErrorCategory.OperationTimeout,
        ["58"] = ErrorCategory.DeviceError,
        ["F0"] = ErrorCategory.ReadError,
        ["HV"] = ErrorCategory.InvalidOperation,
        ["P0"] = ErrorCategory.InvalidOperation,
        ["P0002"] = ErrorCategory.ObjectNotFound,
        ["XX"] = ErrorCategory.InvalidResult,
    };

    /// <summary>The category of a SQLSTATE.</summary>
    public static ErrorCategory GetCategory(string sqlState) =>
        s_categories.TryGetValue(sqlState, out ErrorCategory category)
        || s_categories.TryGetValue(sqlState[..2], out category)
            ? category
            : ErrorCategory.NotSpecified;

    /// <summary>Whether an exception of the store is one that users shall see as an error record.</summary>
    public static bool IsExpected(Exception exception) => exception is DbException or PgTaskException or EncoderFallbackException;

    /// <summary>
    /// Whether the error concerns one input, so that the next may well succeed; false where the connection, the
    /// server or the statement itself is at fault. A serialization failure or a deadlock within a transaction concerns
    /// the whole of it: it wants to be run again.
    /// </summary>
    public static bool ConcernsOneInput(Exception exception, bool inTransaction) => exception switch
    {
        DbException { SqlState: { Length: 5 } state } => state[..2] is "21" or "22" or "23" or "44" or "P0"
            || (state[..2] is "40" && !inTransaction)
            || state is "54000" or "55P03" or "55006",
        EncoderFallbackException => true,
        PgTaskException { Category: ErrorCategory.ObjectNotFound or ErrorCategory.InvalidData } => true,
        _ => false,
    };

    /// <summary>The error record of an exception; the target is the input that it concerns.</summary>
    public static ErrorRecord Create(Exception exception, object? target) => exception switch
    {
        PgTaskException own => Describe(
            new ErrorRecord(own, own.ErrorId, own.Category, own.Target ?? target), own.Message, own.RecommendedAction),
        DbException { SqlState: { Length: 5 } state } database => Describe(
            new ErrorRecord(
                database,
                DatabaseConditions.Names.GetValueOrDefault(state, "Postgres" + state),
                GetCategory(state),
                target),
            GetMessage(database),
            GetAdvice(database, state)),
        EncoderFallbackException => Describe(
            new ErrorRecord(exception, DatabaseConditions.Names["22021"], ErrorCategory.InvalidData, target),
            "The text holds half of a surrogate pair, which is no character: " + exception.Message,
            advice: null),
        DbException { InnerException: TimeoutException } => Describe(
            new ErrorRecord(exception, "CommandTimeout", ErrorCategory.OperationTimeout, target),
            exception.InnerException!.Message,
            "Give the statement more time: Connect-PgTask -CommandTimeout."),
        _ => Describe(
            new ErrorRecord(exception, "ConnectionFailed", ErrorCategory.ConnectionError, target),
            exception.InnerException is { } inner && inner.Message != exception.Message
                ? $"{exception.Message} {inner.Message}"
                : exception.Message,
            "Check that the server is up, and the host, the port and the user that Connect-PgTask was given."),
    };

    private static ErrorRecord Describe(ErrorRecord record, string message, string? advice)
    {
        record.ErrorDetails = new ErrorDetails(message) { RecommendedAction = advice };
        return record;
    }

    private static string GetMessage(DbException exception)
    {
        StringBuilder message = new(exception.Data["MessageText"] as string ?? exception.Message);
        if (exception.Data["Detail"] is string { Length: > 0 } detail)
        {
            message.AppendLine().Append(detail);
        }

        return message.ToString();
    }

    private static string? GetAdvice(DbException exception, string state) =>
        exception.Data["Hint"] as string
        ?? (state is "42P01" or "3F000" && exception.Message.Contains("pgtasks", StringComparison.Ordinal)
            ? "The store does not exist in this database yet. Run Initialize-PgTaskStore, as a role that may create it."
            : null);
}
