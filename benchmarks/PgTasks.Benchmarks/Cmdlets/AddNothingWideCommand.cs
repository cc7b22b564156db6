using System.Management.Automation;

namespace PgTasks.Benchmarks.Cmdlets;

/// <summary>The empty cmdlet with all of Add-PgTask's parameters, sets and transformations: what binding alone costs.</summary>
[Cmdlet(VerbsCommon.Add, "NothingWide", DefaultParameterSetName = "Title", SupportsShouldProcess = true)]
[OutputType(typeof(PgTask))]
public sealed class AddNothingWideCommand : PSCmdlet
{
    private long _id;

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Title")]
    [Parameter(Position = 0, ParameterSetName = "InputObject", ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string[]? Title { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "InputObject", ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? Description { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [PriorityTransformation]
    public PgTaskPriority? Priority { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? Project { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Tags")]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? Tag { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [TimeTransformation]
    public DateTime? Due { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [TimeTransformation]
    public DateTime? NotBefore { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    public object? Data { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EmptyAsNull]
    public int? MaxAttempts { get; set; }

    protected override void ProcessRecord() => WriteObject(new PgTask
    {
        Id = ++_id,
        Title = Title![0],
        Description = Description ?? "",
        Priority = Priority ?? PgTaskPriority.Normal,
        Project = Project,
        Due = Due,
    });
}
