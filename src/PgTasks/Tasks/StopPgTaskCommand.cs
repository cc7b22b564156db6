using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Calls tasks off. A worker that runs one is told.</summary>
[Cmdlet(VerbsLifecycle.Stop, "PgTask", SupportsShouldProcess = true)]
[OutputType(typeof(PgTask))]
public sealed class StopPgTaskCommand : PgTaskChangeCmdlet
{
    private protected override string Done => "cancelled";

    private protected override Task<StoreResult[]> SendAsync(TaskTargets targets) =>
        Store.Tasks.CancelAsync(targets, PassThru, Caller, StopToken);
}
