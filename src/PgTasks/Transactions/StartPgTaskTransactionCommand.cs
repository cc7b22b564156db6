using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Begins a transaction for this runspace's statements on the session; within one, sets a savepoint.</summary>
[Cmdlet(VerbsLifecycle.Start, "PgTaskTransaction", SupportsShouldProcess = true)]
[OutputType(typeof(PgTaskTransaction))]
public sealed class StartPgTaskTransactionCommand : PgTaskStoreCmdlet
{
    /// <summary>What the transaction sees of others; the server's default unless given.</summary>
    [Parameter]
    [ValidateNotNull]
    public PgTaskIsolationLevel? IsolationLevel { get; set; }

    /// <summary>Refuses to write.</summary>
    [Parameter]
    public SwitchParameter ReadOnly { get; set; }

    /// <summary>With Serializable and ReadOnly: waits for a snapshot that no other transaction can spoil.</summary>
    [Parameter]
    public SwitchParameter Deferrable { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ShouldProcess(Session!.Name))
        {
            TransactionOptions options = new(IsolationLevel, ReadOnly, Deferrable);
            WriteObject(
                Wait(RunspaceSessions.Here.BeginAsync(Session, options, owner: null, Caller, StopToken), Session));
        }
    }
}
