using System.Collections.ObjectModel;
using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Does a step of a task once: what it puts out is kept, and comes back when the task is tried again.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "PgTaskStep")]
[OutputType(typeof(object))]
public sealed class InvokePgTaskStepCommand : PgTaskStoreCmdlet
{
    // As deep as Export-Clixml goes unless asked.
    private const int Depth = 2;

    /// <summary>The step's name, one of its kind in the task.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = "The step's name, one of its kind in the task")]
    [NotBlank]
    [NoFileNames]
    [NoScriptBlock]
    public string Name { get; set; } = null!;

    /// <summary>What to do.</summary>
    [Parameter(Mandatory = true, Position = 1, HelpMessage = "What to do")]
    [NoFileNames]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    /// <summary>The task, as Request-PgTask gives it; without it, the one that Invoke-PgTask works on here.</summary>
    [Parameter(ValueFromPipeline = true, HelpMessage = "The task, as Request-PgTask gives it")]
    [NoFileNames]
    public PgTaskClaim? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (!MyInvocation.BoundParameters.ContainsKey(nameof(Session)))
        {
            Session = CurrentWork.Here?.Item2;
        }

        base.BeginProcessing();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        PgTaskClaim claim = InputObject ?? CurrentWork.Here?.Item1 ?? throw Fail(WorkErrors.NoCurrentTask(), Name);
        string? kept = Wait(Store.Work.FindStepAsync(claim, Name, Caller, StopToken), claim);
        if (kept is not null)
        {
            WriteVerbose($"Step '{Name}' of task {claim} was done before.");
            WriteObject(PSSerializer.Deserialize(kept), enumerateCollection: true);
            return;
        }

        Collection<PSObject> output = InvokeCommand.InvokeScript(true, ScriptBlock, null, claim);
        Wait(Store.Work.KeepStepAsync(claim, Name, PSSerializer.Serialize(output, Depth), Caller, StopToken), claim);
        WriteObject(output, enumerateCollection: true);
    }
}
