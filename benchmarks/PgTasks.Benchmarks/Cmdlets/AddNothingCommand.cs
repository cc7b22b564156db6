using System.Management.Automation;

namespace PgTasks.Benchmarks.Cmdlets;

/// <summary>The empty cmdlet: binds and converts the five properties as Add-PgTask does, and emits a PgTask of them.</summary>
[Cmdlet(VerbsCommon.Add, "Nothing")]
[OutputType(typeof(PgTask))]
public sealed class AddNothingCommand : PSCmdlet
{
    private long _id;

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string Title { get; set; } = "";

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Description { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public PgTaskPriority? Priority { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Project { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public DateTime? Due { get; set; }

    protected override void ProcessRecord() => WriteObject(new PgTask
    {
        Id = ++_id,
        Title = Title,
        Description = Description ?? "",
        Priority = Priority ?? PgTaskPriority.Normal,
        Project = Project,
        Due = Due,
    });
}
