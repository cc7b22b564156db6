using System.Management.Automation;

namespace PgTasks;

/// <summary>A cmdlet that changes the tasks of given ids, after ShouldProcess, and is silent unless -PassThru.</summary>
public abstract class PgTaskChangeCmdlet : PgTaskStoreCmdlet, IDisposable
{
    private RecordBatches<TaskEdit>? _edits;

    private protected PgTaskChangeCmdlet()
    {
    }

    /// <summary>The tasks' numbers.</summary>
    [Parameter(
        Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "The tasks' numbers")]
    [ArgumentCompleter(typeof(TaskCompleter))]
    public long[] Id { get; set; } = [];

    /// <summary>Emits the tasks as they now are.</summary>
    [Parameter(HelpMessage = "Emits the tasks as they now are")]
    public SwitchParameter PassThru { get; set; }

    /// <summary>What has become of the tasks, as in "3 tasks were completed".</summary>
    private protected abstract string Done { get; }

    /// <summary>Ends what is still under way.</summary>
    public void Dispose()
    {
        _edits?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _edits = new RecordBatches<TaskEdit>(this, SendAsync, edit => edit.Id) { Done = Done };
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        TaskChange? change = GetChange();
        foreach (long id in Id)
        {
            if (ShouldProcess($"#{id}"))
            {
                _edits!.Post(new TaskEdit(id, change));
            }
        }

        _edits!.WriteAnswered();
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => _edits!.End();

    /// <summary>What to set on the tasks of this record; null where the cmdlet does the same to all.</summary>
    private protected virtual TaskChange? GetChange() => null;

    private protected abstract Task<StoreResult[]> SendAsync(IReadOnlyList<long> ids);

    private protected virtual Task<StoreResult[]> SendAsync(IReadOnlyList<TaskEdit> edits) =>
        SendAsync([.. edits.Select(edit => edit.Id)]);
}
