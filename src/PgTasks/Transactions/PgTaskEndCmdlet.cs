namespace PgTasks;

/// <summary>A cmdlet that ends the innermost level of a transaction that Start-PgTaskTransaction began.</summary>
public abstract class PgTaskEndCmdlet : PgTaskStoreCmdlet
{
    private protected PgTaskEndCmdlet()
    {
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Transaction is not { } open)
        {
            Fail(TransactionErrors.NoTransaction(), Session);
        }
        else if (open.Owner is not null)
        {
            Fail(TransactionErrors.TransactionOfBlock(), Session);
        }
        else if (ShouldProcess(Session!.Name))
        {
            Wait(EndAsync(open), Session);
        }
    }

    private protected abstract Task EndAsync(PgTaskTransaction open);
}
