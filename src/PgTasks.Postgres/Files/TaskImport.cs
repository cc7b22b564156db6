using System.Threading.Channels;
using Npgsql;

namespace PgTasks.Postgres.Import;

/// <summary>
/// Imports one file in a transaction that is open on the connection: one thread reads it into batches, another sends
/// them, each as a COPY of its own.
/// </summary>
internal sealed class TaskImport(
    ImportRequest request, FileText text, ImportStatements statements, string actor, NpgsqlConnection connection)
{
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(300);
    private readonly Channel<RowBatch> _filled = Channel.CreateBounded<RowBatch>(1);
    private readonly Channel<RowBatch> _empty = Channel.CreateUnbounded<RowBatch>();

    /// <exception cref="PgTaskException">With a Target: the file is at fault.</exception>
    public async Task<ImportCount> RunAsync(BoundedStop bound)
    {
        CancellationToken stop = bound.Token;
        // Where the store is missing this says so as all other statements do: COPY misses the schema.
        await TableLock.WaitForOwnAsync(statements.Lock(), connection, stop);
        await using NpgsqlCommand command = new("SELECT now()", connection);
        DateTime now = (DateTime)(await command.ExecuteScalarAsync(stop))!;
        using TaskFileReader reader = await Task.Run(() => Open(now), stop).WaitAsync(stop);
        using CancellationTokenSource failed = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task reading = Task.Run(() => FillAsync(reader, failed.Token), CancellationToken.None);
        CopySender sender = new(reader, statements, connection, keepsGoing: request.OnInvalid is not null);
        try
        {
            await foreach (RowBatch batch in _filled.Reader.ReadAllAsync(stop))
            {
                await sender.SendAsync(batch, bound);
                request.Progress.Rows = sender.Sent;
                request.Progress.Bytes = batch.Position;
                _empty.Writer.TryWrite(batch);
            }
        }
        finally
        {
            await failed.CancelAsync();
            // What reads a pipe on which nothing comes is left to itself: it has no part in the connection.
            await Task.WhenAny(reading, Task.Delay(s_grace, CancellationToken.None));
        }

        return new ImportCount(sender.Sent, reader.Skipped);
    }

    private TaskFileReader Open(DateTime now)
    {
        try
        {
            return TaskFileReader.Open(request, text, new RowWriter(now, actor));
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            throw FileErrors.FileNotReadable(request.Path ?? request.File, exception);
        }
    }

    /// <summary>Fills batches to the file's end. What goes wrong comes out behind the last, in the file's order.</summary>
    private async Task FillAsync(TaskFileReader reader, CancellationToken stop)
    {
        const int Batches = 3;
        for (int i = 0; i < Batches; i++)
        {
            _empty.Writer.TryWrite(new RowBatch(reader.Columns));
        }

        try
        {
            Exception? failure = null;
            for (bool ended = false; !ended;)
            {
                RowBatch batch = await _empty.Reader.ReadAsync(stop);
                batch.Clear();
                (ended, failure) = Fill(reader, batch);
                batch.Position = text.Position;
                await _filled.Writer.WriteAsync(batch, stop);
            }

            _filled.Writer.Complete(failure);
        }
        catch (OperationCanceledException exception)
        {
            _filled.Writer.TryComplete(exception);
        }
    }

    private (bool Ended, Exception? Failure) Fill(TaskFileReader reader, RowBatch batch)
    {
        try
        {
            while (!batch.IsFull)
            {
                if (!reader.Read(batch))
                {
                    return (true, null);
                }
            }

            return (false, null);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            return (true, FileErrors.FileNotReadable(request.Path ?? request.File, exception));
        }
        catch (Exception exception)
        {
            // Whatever it is, it belongs to the caller.
            return (true, exception);
        }
    }
}
