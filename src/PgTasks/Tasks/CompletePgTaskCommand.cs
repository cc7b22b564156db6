using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Marks tasks as completed.</summary>
[Cmdlet(VerbsLifecycle.Complete, "PgTask", SupportsShouldProcess = true)]
[OutputType(typeof(PgTask))]
public sealed class CompletePgTaskCommand : PgTaskChangeCmdlet
{
    private protected override string Done => "completed";

    private protected override Task<StoreResult[]> SendAsync(IReadOnlyList<long> ids) =>
        Store.Tasks.CompleteAsync(ids, PassThru, Caller, StopToken);
}
