using System.Data;
using System.Data.Common;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>
/// A load on a connection that it holds, in a transaction: a batch is sent while the next one is filled.
/// </summary>
internal sealed class PostgresTableCopy : TableCopy
{
    private readonly NpgsqlConnection _connection;
    private readonly TableColumns _columns;
    private readonly TableLoad _load;
    private CopyBatch _filling;
    private CopyBatch _spare;
    private Task _sending = Task.CompletedTask;
    private bool _isOver;

    private PostgresTableCopy(NpgsqlConnection connection, TableColumns columns, TableLoad load)
    {
        _connection = connection;
        _columns = columns;
        _load = load;
        _filling = new CopyBatch(columns.Targets);
        _spare = new CopyBatch(columns.Targets);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<TableColumn?> Columns => _columns.Asked;

    /// <inheritdoc/>
    public override RefusedRow? Refused => _load.Refused;

    /// <inheritdoc/>
    public override bool HasColumn(string name) => _columns.Has(name);

    /// <summary>Begins the transaction.</summary>
    /// <param name="request">What into.</param>
    /// <param name="connection">Where; from then on this copy's own.</param>
    /// <param name="cancel">Stops what a server process, by its number, is at.</param>
    /// <param name="stop">Stops it.</param>
    public static async Task<PostgresTableCopy> BeginAsync(
        CopyRequest request, NpgsqlConnection connection, Func<int, Task> cancel, CancellationToken stop)
    {
        TableColumns columns = await TableColumns.FindAsync(request, connection, stop);
        PostgresTableCopy copy = new(connection, columns, new TableLoad(columns, cancel));
        try
        {
            await connection.ExecuteAsync("BEGIN", stop);
            await copy._load.PrepareAsync(request.Truncates, connection, stop);
            return copy;
        }
        catch
        {
            await copy.RollBackAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public override Task WriteAsync(object?[] row, object source, CancellationToken stop)
    {
        _filling.Add(row, source);
        return _filling.IsFull ? SendAsync(stop) : _sending.IsFaulted ? _sending : Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task<long> CompleteAsync(CancellationToken stop)
    {
        if (_filling.Count > 0)
        {
            await SendAsync(stop);
        }

        await _sending;
        await _connection.ExecuteAsync("COMMIT", stop);
        _isOver = true;
        return _load.Sent;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_isOver)
        {
            await RollBackAsync();
        }

        await _connection.DisposeAsync();
    }

    private async Task SendAsync(CancellationToken stop)
    {
        await _sending;
        CopyBatch full = _filling;
        (_filling, _spare) = (_spare, full);
        _filling.Clear();
        _sending = Task.Run(() => _load.SendAsync(full, _connection, stop), CancellationToken.None);
    }

    private async Task RollBackAsync()
    {
        _isOver = true;
        try
        {
            if (_connection.State == ConnectionState.Open)
            {
                await _connection.ExecuteAsync("ROLLBACK", CancellationToken.None);
            }
        }
        catch (DbException)
        {
            // The server rolls back what it has lost sight of.
        }
    }
}
