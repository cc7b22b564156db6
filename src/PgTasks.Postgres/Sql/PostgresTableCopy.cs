using System.Data;
using System.Data.Common;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>
/// A load on a connection that it holds, in a transaction: a batch is sent while the next one is filled.
/// </summary>
internal sealed class PostgresTableCopy : TableCopy
{
    private readonly PostgresConnections _connections;
    private readonly NpgsqlConnection _connection;
    private readonly TableColumns _columns;
    private readonly TableLoad _load;
    private readonly BoundedStop _bound;
    private CopyBatch _filling;
    private CopyBatch _spare;
    private Task _sending = Task.CompletedTask;
    private volatile bool _mayBeDone;
    private bool _isOver;

    private PostgresTableCopy(
        PostgresConnections connections, NpgsqlConnection connection, TableColumns columns, TableLoad load, BoundedStop bound)
    {
        _connections = connections;
        _connection = connection;
        _columns = columns;
        _load = load;
        _bound = bound;
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
    /// <param name="connections">The store's connections.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="cancel">Stops what a server process, by its number, is at.</param>
    /// <param name="stop">Stops it, and all that follows.</param>
    public static async Task<PostgresTableCopy> BeginAsync(
        CopyRequest request, PostgresConnections connections, StoreCaller caller, Func<int, Task> cancel, CancellationToken stop)
    {
        BoundedStop bound = new(stop);
        try
        {
            return await bound.WaitAsync(BeginAsync());
        }
        catch
        {
            bound.Dispose();
            throw;
        }

        async Task<PostgresTableCopy> BeginAsync()
        {
            NpgsqlConnection connection = await connections.RentForUserAsync(caller, bound);
            try
            {
                TableColumns columns = await TableColumns.FindAsync(request, connection, bound.Token);
                TableLoad load = new(columns, connections, cancel);
                await connection.ExecuteAsync("BEGIN", bound.Token);
                await load.PrepareAsync(request.Truncates, connection, bound.Token);
                bound.Token.ThrowIfCancellationRequested();
                return new PostgresTableCopy(connections, connection, columns, load, bound);
            }
            catch
            {
                connections.GiveBackUsed(connection, mayBeInTransaction: true);
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public override Task WriteAsync(object?[] row, object source, CancellationToken stop)
    {
        _filling.Add(row, source);
        return _filling.IsFull ? SendAsync() : _sending.IsFaulted ? _sending : Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task<long> CompleteAsync(CancellationToken stop)
    {
        try
        {
            await _bound.WaitAsync(CommitAsync());
        }
        catch (OperationCanceledException exception) when (_mayBeDone && _bound.IsOver)
        {
            throw StoreErrors.OutcomeUnknown(exception, _columns.Table);
        }

        return _load.Sent;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _bound.EndAsync(EndAsync);
        _bound.Dispose();
    }

    private async Task CommitAsync()
    {
        if (_filling.Count > 0)
        {
            await SendAsync();
        }

        await _sending;
        TransactionMark mark = await TransactionMark.ReadAsync(_connection, _bound.Token);
        _bound.Token.ThrowIfCancellationRequested();
        _mayBeDone = true;
        await mark.CommitAsync(token => _connection.ExecuteAsync("COMMIT", token), _connection, _connections, _bound);
        _isOver = true;
    }

    private async Task SendAsync()
    {
        await _bound.WaitAsync(_sending);
        CopyBatch full = _filling;
        (_filling, _spare) = (_spare, full);
        _filling.Clear();
        _sending = Task.Run(() => _load.SendAsync(full, _connection, _bound), CancellationToken.None);
    }

    private async Task EndAsync()
    {
        await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_isOver)
        {
            await RollBackAsync();
        }

        _connections.GiveBackUsed(_connection, mayBeInTransaction: !_isOver);
    }

    private async Task RollBackAsync()
    {
        try
        {
            if (_connection.State == ConnectionState.Open)
            {
                await _connection.ExecuteAsync("ROLLBACK", _bound.DropToken);
                _isOver = true;
            }
        }
        catch (Exception exception) when (exception is DbException or OperationCanceledException)
        {
            // The server rolls back what it has lost sight of.
        }
    }
}
