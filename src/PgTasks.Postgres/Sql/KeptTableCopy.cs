namespace PgTasks.Postgres;

/// <summary>Keeps the rows until the end: till then a transaction's connection is free for other statements.</summary>
internal sealed class KeptTableCopy(
    IReadOnlyList<TableColumn> columns, Func<List<object?[]>, CancellationToken, Task<long>> send) : TableCopy
{
    private readonly List<object?[]> _rows = [];

    /// <inheritdoc/>
    public override IReadOnlyList<TableColumn> Columns => columns;

    /// <inheritdoc/>
    public override Task WriteAsync(object?[] row, CancellationToken stop)
    {
        _rows.Add(row);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task<long> CompleteAsync(CancellationToken stop) => send(_rows, stop);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
