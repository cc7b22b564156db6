namespace PgTasks;

/// <summary>Files that a store reads by itself. What <see cref="TaskStore"/> says of operations holds.</summary>
internal abstract class FileOperations
{
    /// <summary>Stores the tasks of a file: all, or none if this throws.</summary>
    /// <exception cref="PgTaskException">With a Target: the file is at fault. InvalidRow, UnknownColumn, …</exception>
    public abstract Task<ImportCount> ImportAsync(ImportRequest request, StoreCaller caller, CancellationToken stop);
}
