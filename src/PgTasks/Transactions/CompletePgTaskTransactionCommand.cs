using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Commits this runspace's transaction on the session; within a savepoint, keeps what was done since.</summary>
[Cmdlet(VerbsLifecycle.Complete, "PgTaskTransaction", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class CompletePgTaskTransactionCommand : PgTaskStoreCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        PgTaskTransaction open = OrFail(() => RunspaceSessions.Here.GetOwnTransaction(Session!), Session);
        if (ShouldProcess(Session!.Name))
        {
            Wait(open.CompleteAsync(StopToken), Session);
        }
    }
}
