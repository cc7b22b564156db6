using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Gets tasks, in the order they were added.</summary>
[Cmdlet(VerbsCommon.Get, "PgTask", DefaultParameterSetName = FilterSet)]
[OutputType(typeof(PgTask))]
public sealed class GetPgTaskCommand : PgTaskFilterCmdlet, IDisposable
{
    private const string FilterSet = "Filter";
    private const string IdSet = "Id";
    private RecordBatches<long>? _ids;

    /// <summary>The tasks' numbers.</summary>
    [Parameter(
        Mandatory = true, Position = 0, ParameterSetName = IdSet,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(TaskCompleter))]
    public long[]? Id { get; set; }

    /// <summary>Ends what is still under way.</summary>
    public void Dispose() => _ids?.Dispose();

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == FilterSet)
        {
            ForEach(Store.Tasks.GetAsync(Filter, Caller, StopToken), WriteObject);
            return;
        }

        _ids ??= new RecordBatches<long>(this, ids => Store.Tasks.FindAsync(ids, Caller, StopToken), id => id)
        {
            Write = WriteIfMatched,
        };
        foreach (long id in Id!)
        {
            _ids.Post(id);
        }

        _ids.WriteAnswered();
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => _ids?.End();

    private void WriteIfMatched(object task)
    {
        if (Filter.Matches((PgTask)task))
        {
            WriteObject(task);
        }
    }
}
