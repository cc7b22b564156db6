using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Rolls this runspace's transaction on the session back; within a savepoint, undoes what was done since.</summary>
[Cmdlet(VerbsCommon.Undo, "PgTaskTransaction", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class UndoPgTaskTransactionCommand : PgTaskEndCmdlet
{
    private protected override Task EndAsync(PgTaskTransaction open) => open.UndoAsync(open.Depth);
}
