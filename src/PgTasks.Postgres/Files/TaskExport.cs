using System.Buffers.Binary;
using Npgsql;

namespace PgTasks.Postgres.Export;

/// <summary>Writes the rows that a COPY gives into a stream as CSV.</summary>
/// <param name="connection">Where the COPY runs.</param>
/// <param name="writer">What writes the rows.</param>
/// <param name="progress">Counts them.</param>
/// <param name="cancel">Has the server stop the COPY.</param>
internal sealed class TaskExport(
    NpgsqlConnection connection, CsvRowWriter writer, TransferProgress progress, Func<Task> cancel)
{
    // The signature, the flags, and an extension of no length.
    private const int HeaderSize = 19;
    private byte[] _bytes = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>Runs a COPY … TO STDOUT (FORMAT BINARY).</summary>
    /// <returns>How many rows there were.</returns>
    public async Task<long> RunAsync(string copySql, BoundedStop bound)
    {
        await using NpgsqlRawCopyStream copy = await connection.BeginRawBinaryCopyAsync(copySql, bound.Token);

        // The server is told, and the rest read up to its answer: to stop within a read would break the connection.
        await using CancellationTokenRegistration telling = bound.Token.Register(() => _ = cancel());
        try
        {
            return await RunAsync(copy, bound.DropToken);
        }
        catch (PostgresException exception)
            when (exception.SqlState == PostgresErrorCodes.QueryCanceled && bound.Token.IsCancellationRequested)
        {
            throw new OperationCanceledException(exception.Message, exception, bound.Token);
        }
    }

    private async Task<long> RunAsync(NpgsqlRawCopyStream copy, CancellationToken stop)
    {
        bool isBegun = false;
        int count;
        do
        {
            MakeRoom();
            count = await copy.ReadAsync(_bytes.AsMemory(_end), stop);
            _end += count;
            if (!isBegun && _end >= HeaderSize)
            {
                (isBegun, _start) = (true, HeaderSize);
            }

            if (isBegun)
            {
                WriteRows();
            }
        }
        while (count > 0);

        writer.Flush(force: true);
        return progress.Rows;
    }

    private void WriteRows()
    {
        while (_end - _start >= 2 && BinaryPrimitives.ReadInt16BigEndian(_bytes.AsSpan(_start)) >= 0
            && writer.TryWrite(_bytes.AsSpan(_start, _end - _start), out int length))
        {
            _start += length;
            progress.Rows++;
            writer.Flush(force: false);
        }
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _bytes.Length)
        {
            Array.Resize(ref _bytes, _bytes.Length * 2);
        }
    }
}
