using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Puts tasks back to Pending, as if no work on them had begun.</summary>
[Cmdlet(VerbsLifecycle.Restart, "PgTask", SupportsShouldProcess = true)]
[OutputType(typeof(PgTask))]
public sealed class RestartPgTaskCommand : PgTaskChangeCmdlet
{
    private protected override string Done => "put back to Pending";

    private protected override Task<StoreResult[]> SendAsync(TaskTargets targets) =>
        Store.Tasks.RestartAsync(targets, PassThru, Caller, StopToken);
}
