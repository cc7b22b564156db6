using System.Data.Common;
using System.Management.Automation;
using System.Text;

namespace PgTasks;

/// <summary>Turns what the store throws into error records.</summary>
internal static class ErrorRecords
{
    /// <summary>The key of a server's error whose <see cref="Exception.Data"/> says that there is no store, or an old one.</summary>
    public const string StoreIsMissing = "PgTasks.StoreIsMissing";

    /// <summary>Under which an exception's Data has the place in the user's own SQL, as psql shows it.</summary>
    public const string PlaceKey = "PgTasks.Place";

    /// <summary>Under which an exception's Data has what the server was about.</summary>
    public const string ContextKey = "PgTasks.Context";

    /// <summary>Under which an exception's Data has what the user may write instead.</summary>
    public const string AdviceKey = "PgTasks.Advice";

    /// <summary>Under which an exception's Data has the <see cref="PgTaskStatement"/> of a file that is at fault.</summary>
    public const string StatementKey = "PgTasks.Statement";

    /// <summary>Whether an exception of the store is one that users shall see as an error record.</summary>
    public static bool IsExpected(Exception exception) => exception is DbException or PgTaskException or EncoderFallbackException;

    /// <summary>
    /// Whether the error concerns one input, so that the next may well succeed; false where the connection, the
    /// server or the statement itself is at fault, or the transaction as a whole.
    /// </summary>
    public static bool ConcernsOneInput(Exception exception, bool inTransaction) => exception switch
    {
        DbException { SqlState: "TK001" or "TK002" } => true,
        DbException { SqlState: { Length: 5 } state } => ConditionTable.Get(state).Scope switch
        {
            ErrorScope.Input or ErrorScope.Moment => true,
            ErrorScope.Transaction => !inTransaction,
            _ => false,
        },
        EncoderFallbackException => true,
        PgTaskException { Category: ErrorCategory.ObjectNotFound or ErrorCategory.InvalidData } => true,
        _ => false,
    };

    /// <summary>The error record of an exception; the target is the input that it concerns.</summary>
    public static ErrorRecord Create(Exception exception, object? target) => exception switch
    {
        PgTaskException own => WithWords(
            new ErrorRecord(own, own.ErrorId, own.Category, own.Target ?? target), own.Message, own.RecommendedAction),
        DbException { SqlState: "TK001" } cycle => TaskCycle(cycle, target),
        DbException { SqlState: "TK002" } missing => OfRegister(
            nameof(TaskErrors.TaskNotFound), missing, GetMessage(missing), target),
        DbException { SqlState: { Length: 5 } state } database => OfServer(database, ConditionTable.Get(state), target),
        EncoderFallbackException => WithWords(
            new ErrorRecord(exception, ConditionTable.Get("22021").Name, ErrorCategory.InvalidData, target),
            "The text holds half of a surrogate pair, which is no character: " + exception.Message,
            advice: null),
        DbException { InnerException: TimeoutException timeout } => CommandTimeout(exception, timeout, target),
        _ => ConnectionFailed(exception, target),
    };

    /// <summary>The error record of what the server says of one row of many.</summary>
    public static ErrorRecord CreateOfRow(Exception exception, RefusedRow row)
    {
        ErrorRecord record = Create(exception, row.Source);
        string place = row.Column is null ? $"Row {row.Number}" : $"Row {row.Number}, column '{row.Column}'";
        return WithWords(record, $"{place}: {record.ErrorDetails.Message}", record.ErrorDetails.RecommendedAction);
    }

    /// <summary>A statement took too long for Npgsql, which has no SQLSTATE for that.</summary>
    public static ErrorRecord CommandTimeout(Exception exception, TimeoutException timeout, object? target) =>
        OfRegister(
            nameof(CommandTimeout), exception, $"The server did not answer within CommandTimeout. {timeout.Message}.", target);

    /// <summary>The store refuses that tasks wait for each other.</summary>
    public static ErrorRecord TaskCycle(DbException exception, object? target) =>
        OfRegister(nameof(TaskCycle), exception, GetMessage(exception), target);

    /// <summary>The server was not reached, or the connection broke.</summary>
    public static ErrorRecord ConnectionFailed(Exception exception, object? target) => exception.InnerException switch
    {
        IOException broken => OfRegister(
            nameof(ConnectionFailed),
            exception,
            $"The connection to the server broke: {broken.Message}",
            target,
            "The server was stopped or restarted, or the network failed: the next command connects again. See whether what "
            + "was under way is stored before you repeat it. Connect-PgTask -Local starts a private server that was stopped."),
        { } inner when inner.Message != exception.Message =>
            OfRegister(nameof(ConnectionFailed), exception, $"{exception.Message} {inner.Message}", target),
        _ => OfRegister(nameof(ConnectionFailed), exception, exception.Message, target),
    };

    private static ErrorRecord OfServer(DbException exception, ErrorCondition condition, object? target) => WithWords(
        new ErrorRecord(exception, condition.Name, condition.Category, exception.Data[StatementKey] ?? target),
        GetMessage(exception),
        GetAdvice(exception));

    private static ErrorRecord OfRegister(
        string id, Exception exception, string message, object? target, string? advice = null)
    {
        OwnError error = OwnErrors.Get(id);
        return WithWords(new ErrorRecord(exception, error.Id, error.Category, target), message, advice ?? error.Advice);
    }

    private static ErrorRecord WithWords(ErrorRecord record, string message, string? advice)
    {
        record.ErrorDetails = new ErrorDetails(TerminalText.Lines(message))
        {
            RecommendedAction = advice is null ? null : TerminalText.Lines(advice),
        };
        record.CategoryInfo.TargetName = TerminalText.Line(record.CategoryInfo.TargetName);
        return record;
    }

    private static string GetMessage(DbException exception)
    {
        StringBuilder message = new(exception.Data["MessageText"] as string ?? exception.Message);
        foreach (string key in (string[])[PlaceKey, "Detail", ContextKey])
        {
            if (exception.Data[key] is string { Length: > 0 } more)
            {
                message.Append('\n').Append(more);
            }
        }

        return message.ToString();
    }

    private static string? GetAdvice(DbException exception) =>
        (exception.Data[AdviceKey] ?? exception.Data["Hint"]) as string
        ?? (exception.Data[StoreIsMissing] is true
            ? "There is no store in this schema yet, or an older one. Run Initialize-PgTaskStore, as a role that may create it."
            : ConditionAdvice.Find(exception.SqlState));
}
