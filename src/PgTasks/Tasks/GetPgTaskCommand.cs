using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Gets tasks, in the order they were added.</summary>
[Cmdlet(VerbsCommon.Get, "PgTask", DefaultParameterSetName = FilterSet)]
[OutputType(typeof(PgTask))]
public sealed class GetPgTaskCommand : PgTaskIdCmdlet
{
    private const string FilterSet = "Filter";
    private const string IdSet = "Id";

    /// <summary>The tasks' numbers.</summary>
    [Parameter(
        Mandatory = true, Position = 0, ParameterSetName = IdSet,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public long[]? Id { get; set; }

    /// <summary>Only tasks that stand at one of these.</summary>
    [Parameter(ParameterSetName = FilterSet)]
    public PgTaskStatus[]? Status { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == FilterSet)
        {
            WriteAll(Store.Tasks.GetAsync(new TaskFilter { Status = Status }, Caller, StopToken));
            return;
        }

        foreach (long id in Id!)
        {
            Post(id);
        }

        WriteAnswered();
    }

    private protected override Task<StoreResult[]> SendAsync(IReadOnlyList<long> ids) =>
        Store.Tasks.FindAsync(ids, Caller, StopToken);
}
