using System.Management.Automation;

namespace PgTasks.Benchmarks.Cmdlets;

/// <summary>
/// Takes each object as it is, reads the same five properties itself and emits a PgTask of them; no store. The least
/// that a cmdlet which does it so can take.
/// </summary>
[Cmdlet(VerbsCommon.Add, "NothingByObject")]
[OutputType(typeof(PgTask))]
public sealed class AddNothingByObjectCommand : PSCmdlet
{
    private long _id;

    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = null!;

    protected override void ProcessRecord() => WriteObject(new PgTask
    {
        Id = ++_id,
        Title = TaskInput.GetTitle(InputObject)!,
        Description = TaskInput.GetText(InputObject, "Description") ?? "",
        Priority = TaskInput.GetPriority(InputObject, "Priority") ?? PgTaskPriority.Normal,
        Project = TaskInput.GetText(InputObject, "Project"),
        Due = TaskInput.GetTime(InputObject, "Due"),
    });
}
