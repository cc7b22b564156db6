using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Marks tasks as completed.</summary>
[Cmdlet(VerbsLifecycle.Complete, "PgTask", SupportsShouldProcess = true)]
[OutputType(typeof(PgTask))]
public sealed class CompletePgTaskCommand : PgTaskChangeCmdlet
{
    private string? _result;

    /// <summary>What to keep of their completion: a hashtable, an object or JSON text.</summary>
    [Parameter(HelpMessage = "What to keep of their completion: a hashtable, an object or JSON text")]
    [NoFileNames]
    [NoScriptBlock]
    [AllowNull]
    public object? Result { get; set; }

    private protected override string Done => "completed";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _result = OrFail(() => TaskInput.Data(Result, input: null), Result);
    }

    private protected override Task<StoreResult[]> SendAsync(TaskTargets targets) =>
        Store.Tasks.CompleteAsync(targets, _result, PassThru, Caller, StopToken);
}
