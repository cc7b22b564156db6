namespace PgTasks;

/// <summary>Files that a store reads by itself. What <see cref="TaskStore"/> says of operations holds.</summary>
internal abstract class FileOperations
{
    /// <summary>Stores the tasks of a file: all, or none if this throws.</summary>
    /// <exception cref="PgTaskException">With a Target: the file is at fault. InvalidRow, UnknownColumn, …</exception>
    public abstract Task<ImportCount> ImportAsync(ImportRequest request, StoreCaller caller, CancellationToken stop);

    /// <summary>Writes the tasks that a filter finds to a stream, as lines of CSV in UTF-8 without the first.</summary>
    /// <returns>How many there were.</returns>
    public abstract Task<long> ExportAsync(
        TaskFilter filter, char delimiter, Stream target, TransferProgress progress, StoreCaller caller,
        CancellationToken stop);
}
