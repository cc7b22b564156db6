namespace PgTasks.Postgres.Import;

/// <summary>A stream whose first bytes can be looked at before they are read, be it a file or a pipe.</summary>
internal sealed class HeadStream(Stream inner) : Stream
{
    private byte[] _head = [];
    private int _next;
    private long _bytesRead;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <summary>How many bytes have been read; another thread may look.</summary>
    public override long Position
    {
        get => Volatile.Read(ref _bytesRead);
        set => throw new NotSupportedException();
    }

    /// <summary>The first bytes, as many as there are up to a count. Called once, before the first is read.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        _head = new byte[count];
        Array.Resize(ref _head, inner.ReadAtLeast(_head, count, throwOnEndOfStream: false));
        return _head;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _head.Length - _next);
        if (count > 0)
        {
            _head.AsSpan(_next, count).CopyTo(buffer);
            _next += count;
        }
        else
        {
            count = inner.Read(buffer);
        }

        Volatile.Write(ref _bytesRead, _bytesRead + count);
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => inner.Dispose();
}
