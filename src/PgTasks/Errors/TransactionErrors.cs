using System.Management.Automation;

namespace PgTasks;

/// <summary>What can be wrong with a transaction.</summary>
internal static class TransactionErrors
{
    /// <summary>Their rows in the register.</summary>
    public static readonly OwnError[] Rows =
    [
        new(
            nameof(TransactionLost),
            ErrorCategory.ConnectionError,
            "the connection broke in a transaction, which is rolled back",
            "End it with Undo-PgTaskTransaction where Start-PgTaskTransaction began it, and run it again.")
        {
            IsTransient = true,
        },
        new(
            nameof(CommitUnknown),
            ErrorCategory.ConnectionError,
            "the connection broke while the transaction committed",
            "Look whether one of its changes is there before you run it again."),
        new(nameof(TransactionEnded), ErrorCategory.InvalidOperation, "the transaction has ended"),
        new(
            nameof(NoTransaction),
            ErrorCategory.InvalidOperation,
            "the runspace has no transaction open on the session",
            "Begin one with Start-PgTaskTransaction."),
        new(
            nameof(TransactionOfBlock),
            ErrorCategory.InvalidOperation,
            "the block of Invoke-PgTaskTransaction ends it itself"),
        new(
            nameof(TransactionNotEnded),
            ErrorCategory.InvalidOperation,
            "the block began a transaction and did not end it"),
        new(
            nameof(TransactionAlreadyBegun),
            ErrorCategory.InvalidOperation,
            "a nested transaction asks for another isolation level or mode"),
    ];

    public static PgTaskException TransactionLost(int statements, Exception? inner) => new(
        OwnErrors.Get(nameof(TransactionLost)),
        $"The connection was lost in a transaction; the server has rolled back its {statements} statements.",
        inner);

    public static PgTaskException CommitUnknown(int statements, Exception inner) => new(
        OwnErrors.Get(nameof(CommitUnknown)),
        $"The connection was lost while the transaction committed: its {statements} statements are stored all or not "
        + "at all, and the server did not say which.",
        inner);

    public static PgTaskException TransactionEnded() => new(
        OwnErrors.Get(nameof(TransactionEnded)), "The transaction has ended.");

    public static PgTaskException NoTransaction() => new(
        OwnErrors.Get(nameof(NoTransaction)), "This runspace has no transaction open on the session.");

    public static PgTaskException TransactionOfBlock() => new(
        OwnErrors.Get(nameof(TransactionOfBlock)),
        "This level of the transaction belongs to Invoke-PgTaskTransaction, which ends it at the end of its block.");

    public static PgTaskException TransactionNotEnded() => new(
        OwnErrors.Get(nameof(TransactionNotEnded)),
        "The block began a transaction with Start-PgTaskTransaction and did not end it; all of the block is undone.");

    public static PgTaskException TransactionAlreadyBegun() => new(
        OwnErrors.Get(nameof(TransactionAlreadyBegun)),
        "A transaction is open; its isolation level and mode cannot change in a block nested in it.");
}
