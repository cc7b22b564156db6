namespace PgTasks;

/// <summary>Rows on their way into a table: all of them are stored at the end, or none.</summary>
internal abstract class TableCopy : IAsyncDisposable
{
    /// <summary>The columns, in the order of a row's values.</summary>
    public abstract IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>Takes on a row; each value is null or of its column's ValueType.</summary>
    public abstract Task WriteAsync(object?[] row, CancellationToken stop);

    /// <summary>Stores the rows and says how many they were.</summary>
    public abstract Task<long> CompleteAsync(CancellationToken stop);

    /// <summary>Where it was not completed, drops the rows.</summary>
    public abstract ValueTask DisposeAsync();
}
