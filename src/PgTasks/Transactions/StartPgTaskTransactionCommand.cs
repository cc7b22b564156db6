using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Begins a transaction for this runspace's statements on the session; within one, sets a savepoint.</summary>
[Cmdlet(VerbsLifecycle.Start, "PgTaskTransaction", SupportsShouldProcess = true)]
[OutputType(typeof(PgTaskTransaction))]
public sealed class StartPgTaskTransactionCommand : PgTaskStoreCmdlet
{
    /// <summary>What the transaction sees of others; the server's default unless given.</summary>
    [Parameter(HelpMessage = "What the transaction sees of others; the server's default unless given")]
    [ValidateNotNull]
    public PgTaskIsolationLevel? IsolationLevel { get; set; }

    /// <summary>Refuses to write.</summary>
    [Parameter(HelpMessage = "Refuses to write")]
    public SwitchParameter ReadOnly { get; set; }

    /// <summary>With Serializable and ReadOnly: waits for a snapshot that no other transaction can spoil.</summary>
    [Parameter(
        HelpMessage = "With Serializable and ReadOnly: waits for a snapshot that no other transaction can spoil")]
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
