using Npgsql;

namespace PgTasks.Postgres;

/// <summary>Sends rows into a table by COPY, on a connection in a transaction, and tells which row the server refuses.</summary>
/// <param name="columns">What into.</param>
/// <param name="connections">Where the connection is of.</param>
/// <param name="cancel">Stops what a server process, by its number, is at.</param>
internal sealed class TableLoad(TableColumns columns, PostgresConnections connections, Func<int, Task> cancel)
{
    private const int SliceSize = 256 * 1024;
    private const string Savepoint = "pgtasks_copy";

    private readonly string _sql =
        $"COPY {columns.Table} ({string.Join(", ", columns.Targets.Select(target => target.Quoted))}) FROM STDIN";

    private int? _process;

    /// <summary>How many rows the server has taken.</summary>
    public long Sent { get; private set; }

    /// <summary>The row that it refused, where it is known.</summary>
    public RefusedRow? Refused { get; private set; }

    /// <summary>Takes the lock, and empties the table if it shall be.</summary>
    public async Task PrepareAsync(bool truncates, NpgsqlConnection connection, CancellationToken stop)
    {
        if (truncates)
        {
            await connection.ExecuteAsync($"TRUNCATE {columns.Table}", stop);
        }

        string load = $"INSERT INTO {columns.Table} DEFAULT VALUES";
        await TableLock.WaitAsync(load, connection, stop);
    }

    /// <summary>Sends the rows.</summary>
    /// <exception cref="PostgresException">Nothing of the transaction can be kept.</exception>
    public async Task SendAsync(CopyBatch batch, NpgsqlConnection connection, BoundedStop bound)
    {
        if (columns.HasTriggers)
        {
            await connection.ExecuteAsync($"SAVEPOINT {Savepoint}", bound.Token);
        }

        try
        {
            await CopyAsync(batch.GetRows(0, batch.Count), connection, bound);
        }
        catch (PostgresException exception)
        {
            (int? line, string? column) = CopyContext.Find(exception, columns);
            if (line is null && columns.HasTriggers && IsOfOneRow(exception))
            {
                await RollBackAsync(connection, bound);
                line = await FindLineAsync(batch, connection, bound);
            }

            if (line > 0 && line <= batch.Count)
            {
                Refused = new RefusedRow(Sent + line.Value, batch.GetSource(line.Value - 1), column);
            }

            throw;
        }

        if (columns.HasTriggers)
        {
            await connection.ExecuteAsync($"RELEASE SAVEPOINT {Savepoint}", bound.Token);
        }

        Sent += batch.Count;
    }

    private static bool IsOfOneRow(PostgresException exception) =>
        exception.SqlState.StartsWith("23", StringComparison.Ordinal);

    private static Task RollBackAsync(NpgsqlConnection connection, BoundedStop bound) => connection.ExecuteAsync(
        $"ROLLBACK TO SAVEPOINT {Savepoint}; RELEASE SAVEPOINT {Savepoint}", bound.DropToken);

    /// <summary>The first row that is refused when those before it are there, for an error that says no line.</summary>
    private async Task<int> FindLineAsync(CopyBatch batch, NpgsqlConnection connection, BoundedStop bound)
    {
        int first = 0;
        int end = batch.Count;
        while (end - first > 1)
        {
            int middle = (first + end) / 2;
            await connection.ExecuteAsync($"SAVEPOINT {Savepoint}", bound.Token);
            try
            {
                await CopyAsync(batch.GetRows(first, middle), connection, bound);
                await connection.ExecuteAsync($"RELEASE SAVEPOINT {Savepoint}", bound.Token);
                first = middle;
            }
            catch (PostgresException exception) when (IsOfOneRow(exception))
            {
                await RollBackAsync(connection, bound);
                end = middle;
            }
        }

        return first + 1;
    }

    private async Task CopyAsync(ReadOnlyMemory<byte> rows, NpgsqlConnection connection, BoundedStop bound)
    {
        CancellationToken stop = bound.Token;
        _process ??= await connections.FindProcessAsync(connection, stop);
        StreamWriter writer = (StreamWriter)await connection.BeginTextImportAsync(_sql, stop);
        NpgsqlRawCopyStream copy = (NpgsqlRawCopyStream)writer.BaseStream;
        try
        {
            for (int at = 0; at < rows.Length; at += SliceSize)
            {
                // Not within a write: that would break the connection, and with it the caller's transaction.
                stop.ThrowIfCancellationRequested();
                await copy.WriteAsync(
                    rows.Slice(at, Math.Min(SliceSize, rows.Length - at)), bound.DropToken);
            }
        }
        catch (OperationCanceledException)
        {
            await copy.CancelAsync();
            throw;
        }

        int process = _process!.Value;
        await using CancellationTokenRegistration registration = stop.Register(() => _ = cancel(process));
        try
        {
            await copy.DisposeAsync();
        }
        catch (PostgresException exception)
            when (exception.SqlState == PostgresErrorCodes.QueryCanceled && stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(exception.Message, exception, stop);
        }
    }
}
