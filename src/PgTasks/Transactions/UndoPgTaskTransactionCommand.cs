using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Rolls this runspace's transaction on the session back; within a savepoint, undoes what was done since.</summary>
[Cmdlet(VerbsCommon.Undo, "PgTaskTransaction", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class UndoPgTaskTransactionCommand : PgTaskStoreCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        PgTaskTransaction open = OrFail(() => RunspaceSessions.Here.GetOwnTransaction(Session!), Session);
        if (ShouldProcess(Session!.Name))
        {
            Wait(open.UndoAsync(open.Depth, StopToken), Session);
        }
    }
}
