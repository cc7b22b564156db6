using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Says that somebody has begun with tasks.</summary>
[Cmdlet(VerbsLifecycle.Start, "PgTask", SupportsShouldProcess = true)]
[OutputType(typeof(PgTask))]
public sealed class StartPgTaskCommand : PgTaskChangeCmdlet
{
    private protected override string Done => "started";

    private protected override Task<StoreResult[]> SendAsync(TaskTargets targets) =>
        Store.Tasks.StartAsync(targets, PassThru, Caller, StopToken);
}
