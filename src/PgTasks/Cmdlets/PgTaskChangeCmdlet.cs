using System.Management.Automation;

namespace PgTasks;

/// <summary>A cmdlet that changes the tasks of given ids, after ShouldProcess, and is silent unless -PassThru.</summary>
public abstract class PgTaskChangeCmdlet : PgTaskStoreCmdlet, IDisposable
{
    private RecordBatches<long>? _ids;

    private protected PgTaskChangeCmdlet()
    {
    }

    /// <summary>The tasks' numbers.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public long[] Id { get; set; } = [];

    /// <summary>Emits the tasks as they now are.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>What has become of the tasks, as in "3 tasks were completed".</summary>
    private protected abstract string Done { get; }

    /// <summary>Ends what is still under way.</summary>
    public void Dispose()
    {
        _ids?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _ids = new RecordBatches<long>(this, SendAsync, id => id) { Done = Done };
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (long id in Id)
        {
            if (ShouldProcess($"#{id}"))
            {
                _ids!.Post(id);
            }
        }

        _ids!.WriteAnswered();
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => _ids!.End();

    private protected abstract Task<StoreResult[]> SendAsync(IReadOnlyList<long> ids);
}
