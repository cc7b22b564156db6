using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Puts tasks that somebody has begun aside: back to Pending.</summary>
[Cmdlet(VerbsLifecycle.Suspend, "PgTask", SupportsShouldProcess = true)]
[OutputType(typeof(PgTask))]
public sealed class SuspendPgTaskCommand : PgTaskChangeCmdlet
{
    private protected override string Done => "suspended";

    private protected override Task<StoreResult[]> SendAsync(TaskTargets targets) =>
        Store.Tasks.SuspendAsync(targets, PassThru, Caller, StopToken);
}
