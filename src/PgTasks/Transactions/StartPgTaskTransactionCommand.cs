using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Begins a transaction for this runspace's statements on the session; within one, sets a savepoint.</summary>
[Cmdlet(VerbsLifecycle.Start, "PgTaskTransaction", SupportsShouldProcess = true)]
[OutputType(typeof(PgTaskTransaction))]
public sealed class StartPgTaskTransactionCommand : PgTaskBeginCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ShouldProcess(Session!.Name))
        {
            WriteObject(Begin(owner: null));
        }
    }
}
