using Npgsql;

namespace PgTasks.Postgres;

/// <summary>
/// One statement of the store's own that changes tasks, on a connection of the pool. Where the answer is lost, it finds
/// out whether the statement was done, or says that nobody knows.
/// </summary>
/// <param name="connections">The connections.</param>
/// <param name="statement">The statement.</param>
/// <param name="read">Reads what it answers.</param>
/// <param name="isMarked">
/// Whether to commit in a round trip of its own, so that the transaction's mark is known by then. That is next to nothing
/// for many records and much for one.
/// </param>
/// <param name="after">What follows once it is committed, or null.</param>
internal sealed class ChangeAttempt<T>(
    PostgresConnections connections, SqlBuilder statement, Func<NpgsqlDataReader, CancellationToken, Task<T>> read,
    bool isMarked, SqlBuilder? after)
{
    private volatile bool _mayBeDone;

    /// <summary>Runs it.</summary>
    /// <exception cref="PgTaskException">OutcomeUnknown.</exception>
    public async Task<T> RunAsync(StoreCaller caller, CancellationToken stop)
    {
        using BoundedStop bound = new(stop);
        try
        {
            return await bound.WaitAsync(isMarked ? RunMarkedAsync(caller, bound) : RunPlainAsync(caller, bound));
        }
        catch (OperationCanceledException exception) when (_mayBeDone && bound.IsOver)
        {
            throw StoreErrors.OutcomeUnknown(exception);
        }
    }

    private async Task<T> RunPlainAsync(StoreCaller caller, BoundedStop bound)
    {
        await using NpgsqlConnection connection = await connections.RentAsync(caller, bound.Token);
        _mayBeDone = true;
        try
        {
            return after is null ? await RunAloneAsync(connection, bound) : await RunWithNextAsync(connection, after, bound);
        }
        catch (Exception exception) when (LostConnection.LeavesOpen(exception, connection))
        {
            throw StoreErrors.OutcomeUnknown(exception);
        }
    }

    private async Task<T> RunAloneAsync(NpgsqlConnection connection, BoundedStop bound)
    {
        await using NpgsqlCommand command = statement.CreateCommand(connection);
        await connections.PrepareAsync(command, bound.Token);
        await using NpgsqlDataReader reader = await command.RunAsync(bound.Token);
        T result = await read(reader, bound.DropToken);
        // The server commits after the last row, and only then says that it is done.
        await reader.CloseAsync();
        return result;
    }

    /// <summary>Sends both in one round trip, and yet each is a transaction of its own.</summary>
    private async Task<T> RunWithNextAsync(NpgsqlConnection connection, SqlBuilder next, BoundedStop bound)
    {
        await using NpgsqlBatch batch = new(connection);
        statement.AddTo(batch);
        batch.BatchCommands[0].AppendErrorBarrier = true;
        next.AddTo(batch);
        await connections.PrepareAsync(batch, bound.Token);
        await using NpgsqlDataReader reader = await batch.RunAsync(bound.Token);
        T result = await read(reader, bound.DropToken);
        await AfterChange.ReadAsync(reader, batch.BatchCommands[1], bound.DropToken);
        return result;
    }

    private async Task<T> RunMarkedAsync(StoreCaller caller, BoundedStop bound)
    {
        await using NpgsqlConnection connection = await connections.RentAsync(caller, bound.Token);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(bound.Token);
        TransactionMark mark;
        T result;
        await using (NpgsqlBatch batch = new(connection))
        {
            TransactionMark.Query.AddTo(batch);
            statement.AddTo(batch);
            await using NpgsqlDataReader reader = await batch.RunAsync(bound.Token);
            await reader.ReadAsync(bound.DropToken);
            mark = TransactionMark.Read(reader);
            await reader.NextResultAsync(bound.DropToken);
            result = await read(reader, bound.DropToken);
        }

        // Not committed yet, so that a stop leaves nothing behind.
        bound.Token.ThrowIfCancellationRequested();
        _mayBeDone = true;
        await mark.CommitAsync(transaction.CommitAsync, connection, connections, bound);
        if (after is not null)
        {
            await AfterChange.RunAsync(after, connection, bound.DropToken);
        }

        return result;
    }
}
