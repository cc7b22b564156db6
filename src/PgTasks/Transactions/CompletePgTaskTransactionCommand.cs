using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Commits this runspace's transaction on the session; within a savepoint, keeps what was done since.</summary>
[Cmdlet(VerbsLifecycle.Complete, "PgTaskTransaction", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class CompletePgTaskTransactionCommand : PgTaskEndCmdlet
{
    private protected override Task EndAsync(PgTaskTransaction open) => open.CompleteAsync();
}
