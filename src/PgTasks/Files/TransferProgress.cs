namespace PgTasks;

/// <summary>How far an import or export has come; one thread counts, another looks.</summary>
internal sealed class TransferProgress
{
    private long _rows;
    private long _bytes;
    private long _totalBytes;

    /// <summary>Rows done so far.</summary>
    public long Rows
    {
        get => Volatile.Read(ref _rows);
        set => Volatile.Write(ref _rows, value);
    }

    /// <summary>Bytes of the file read so far.</summary>
    public long Bytes
    {
        get => Volatile.Read(ref _bytes);
        set => Volatile.Write(ref _bytes, value);
    }

    /// <summary>Bytes of the file in all; 0 where that is not known.</summary>
    public long TotalBytes
    {
        get => Volatile.Read(ref _totalBytes);
        set => Volatile.Write(ref _totalBytes, value);
    }
}
