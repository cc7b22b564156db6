using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Deletes tasks.</summary>
[Cmdlet(VerbsCommon.Remove, "PgTask", SupportsShouldProcess = true)]
[OutputType(typeof(PgTask))]
public sealed class RemovePgTaskCommand : PgTaskChangeCmdlet
{
    private protected override string Done => "removed";

    private protected override Task<StoreResult[]> SendAsync(TaskTargets targets) =>
        Store.Tasks.RemoveAsync(targets, PassThru, Caller, StopToken);
}
