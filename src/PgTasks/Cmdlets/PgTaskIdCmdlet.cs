namespace PgTasks;

/// <summary>A cmdlet that works on the tasks of given ids.</summary>
public abstract class PgTaskIdCmdlet : PgTaskBatchCmdlet
{
    private BatchSender<long> _ids = null!;

    private protected PgTaskIdCmdlet()
    {
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _ids = StartBatches<long>(SendAsync, id => id);
    }

    private protected void Post(long id) => _ids.Post(id);

    private protected abstract Task<StoreResult[]> SendAsync(IReadOnlyList<long> ids);
}
