namespace PgTasks;

/// <summary>Rows on their way into a table: all of them are stored at the end, or none.</summary>
internal abstract class TableCopy : IAsyncDisposable
{
    /// <summary>The columns asked for, in their order; null for one that is left out.</summary>
    public abstract IReadOnlyList<TableColumn?> Columns { get; }

    /// <summary>The row at fault, once the server has refused one and says which.</summary>
    public abstract RefusedRow? Refused { get; }

    /// <summary>Whether the table has a column that a property of this name would fill.</summary>
    public abstract bool HasColumn(string name);

    /// <summary>Takes on a row; what the server says of it may come with any later one.</summary>
    /// <param name="row">A bare value for each column, or null.</param>
    /// <param name="source">What it is made of.</param>
    /// <param name="stop">Stops it.</param>
    public abstract Task WriteAsync(object?[] row, object source, CancellationToken stop);

    /// <summary>Stores the rows and says how many they were.</summary>
    public abstract Task<long> CompleteAsync(CancellationToken stop);

    /// <summary>Where it was not completed, drops the rows.</summary>
    public abstract ValueTask DisposeAsync();
}
