namespace PgTasks.Postgres;

/// <summary>Keeps the rows until the end: till then a transaction's connection is free for other statements.</summary>
internal sealed class KeptTableCopy(
    TableColumns columns, TableLoad load, Func<List<CopyBatch>, CancellationToken, Task> send) : TableCopy
{
    private readonly List<CopyBatch> _batches = [];

    /// <inheritdoc/>
    public override IReadOnlyList<TableColumn?> Columns => columns.Asked;

    /// <inheritdoc/>
    public override RefusedRow? Refused => load.Refused;

    /// <inheritdoc/>
    public override bool HasColumn(string name) => columns.Has(name);

    /// <inheritdoc/>
    public override Task WriteAsync(object?[] row, object source, CancellationToken stop)
    {
        if (_batches is [] or [.., { IsFull: true }])
        {
            _batches.Add(new CopyBatch(columns.Targets));
        }

        _batches[^1].Add(row, source);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task<long> CompleteAsync(CancellationToken stop)
    {
        await send(_batches, stop);
        return load.Sent;
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
