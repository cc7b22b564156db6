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

    protected override void ProcessRecord()
    {
        TaskInput input = new(InputObject, given: null);
        WriteObject(new PgTask
        {
            Id = ++_id,
            Title = input.Title()!,
            Description = input.Text("Description") ?? "",
            Priority = input.Word<PgTaskPriority>("Priority") ?? PgTaskPriority.Normal,
            Project = input.Text("Project"),
            Due = input.Time("Due"),
        });
    }
}
