using System.Management.Automation;

namespace PgTasks;

/// <summary>A cmdlet that begins a transaction, or nests a savepoint where one is open.</summary>
public abstract class PgTaskBeginCmdlet : PgTaskStoreCmdlet
{
    private protected PgTaskBeginCmdlet()
    {
    }

    /// <summary>What the transaction sees of others; the server's default unless given.</summary>
    [Parameter]
    public PgTaskIsolationLevel? IsolationLevel { get; set; }

    /// <summary>Refuses to write.</summary>
    [Parameter]
    public SwitchParameter ReadOnly { get; set; }

    /// <summary>With Serializable and ReadOnly: waits for a snapshot that no other transaction can spoil.</summary>
    [Parameter]
    public SwitchParameter Deferrable { get; set; }

    /// <summary>Opens the transaction, or the next level of the one that is open.</summary>
    /// <param name="owner">The block that will end it, or null.</param>
    private protected PgTaskTransaction Begin(object? owner)
    {
        if (Transaction is { } open)
        {
            if (IsolationLevel is not null || ReadOnly || Deferrable)
            {
                Fail(TransactionErrors.TransactionAlreadyBegun(), Session);
            }

            Wait(open.NestAsync(owner, StopToken), Session);
            return open;
        }

        StoreTransaction begun = Wait(
            Store.BeginAsync(new TransactionOptions(IsolationLevel, ReadOnly, Deferrable), Caller, StopToken), Session);
        PgTaskTransaction transaction = new(Session!, begun, owner);
        RunspaceSessions.Here.SetTransaction(transaction);
        return transaction;
    }
}
