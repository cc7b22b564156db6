using System.Data;
using System.Data.Common;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>A transaction on a pooled connection that it holds until it ends.</summary>
internal sealed class PostgresTransaction : StoreTransaction
{
    private const string StatementSavepoint = "pgtasks_statement";
    private readonly NpgsqlConnection _connection;
    private readonly Action<NpgsqlConnection> _giveBack;
    private readonly SemaphoreSlim _turn = new(1);
    private int _statementCount;
    private PgTaskIsolationLevel _isolationLevel;
    private bool _isReadOnly;
    private bool _ended;
    private Action<StoreNotice> _onNotice = _ => { };

    private PostgresTransaction(NpgsqlConnection connection, Action<NpgsqlConnection> giveBack)
    {
        _connection = connection;
        _giveBack = giveBack;
        _connection.Notice += (_, notice) => _onNotice(PostgresConnections.ReadNotice(notice.Notice));
    }

    /// <inheritdoc/>
    public override PgTaskIsolationLevel IsolationLevel => _isolationLevel;

    /// <inheritdoc/>
    public override bool IsReadOnly => _isReadOnly;

    /// <inheritdoc/>
    public override int StatementCount => Volatile.Read(ref _statementCount);

    /// <inheritdoc/>
    public override bool IsLost => !_ended && _connection.State != ConnectionState.Open;

    /// <summary>Begins a transaction on an open connection, which it now owns, and gives back at the end.</summary>
    public static async Task<PostgresTransaction> BeginAsync(
        NpgsqlConnection connection,
        Action<NpgsqlConnection> giveBack,
        TransactionOptions options,
        CancellationToken stop)
    {
        const string Facts = """
            SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only') = 'on'
            """;
        PostgresTransaction transaction = new(connection, giveBack);
        try
        {
            await connection.ExecuteAsync(GetBegin(options), stop);
            await using NpgsqlCommand command = new(Facts, connection);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(stop);
            await reader.ReadAsync(stop);
            transaction._isolationLevel = Enum.Parse<PgTaskIsolationLevel>(
                reader.GetString(0).Replace(" ", "", StringComparison.Ordinal), ignoreCase: true);
            transaction._isReadOnly = reader.GetBoolean(1);
            return transaction;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs work on the connection when its turn comes; what fails is undone, the transaction goes on.</summary>
    /// <exception cref="PgTaskException">TransactionLost, TransactionEnded.</exception>
    public async Task<T> RunAsync<T>(
        Func<NpgsqlConnection, Task<T>> work, Action<StoreNotice> onNotice, CancellationToken stop)
    {
        await _turn.WaitAsync(stop);
        try
        {
            RefuseUnlessActive();
            _onNotice = onNotice;
            await _connection.ExecuteAsync($"SAVEPOINT {StatementSavepoint}", stop);
            T result = await UndoIfFailedAsync(work);
            await _connection.ExecuteAsync($"RELEASE SAVEPOINT {StatementSavepoint}", CancellationToken.None);
            Interlocked.Increment(ref _statementCount);
            return result;
        }
        catch (DbException exception) when (IsLost)
        {
            throw TransactionErrors.TransactionLost(StatementCount, exception);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public override Task SavepointAsync(string name, CancellationToken stop) =>
        RunInTurnAsync($"SAVEPOINT {Quote(name)}", stop);

    /// <inheritdoc/>
    public override Task ReleaseAsync(string name, CancellationToken stop) =>
        RunInTurnAsync($"RELEASE SAVEPOINT {Quote(name)}", stop);

    /// <inheritdoc/>
    public override Task RollbackToAsync(string name) => RunInTurnAsync(
        $"ROLLBACK TO SAVEPOINT {Quote(name)}; RELEASE SAVEPOINT {Quote(name)}", CancellationToken.None);

    /// <inheritdoc/>
    public override async Task CommitAsync()
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            RefuseUnlessActive();
            await _connection.ExecuteAsync("COMMIT", CancellationToken.None);
        }
        catch (DbException exception) when (IsLost)
        {
            throw TransactionErrors.CommitUnknown(StatementCount, exception);
        }
        finally
        {
            End();
        }
    }

    /// <inheritdoc/>
    public override async Task RollbackAsync()
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            if (!_ended && !IsLost)
            {
                await _connection.ExecuteAsync("ROLLBACK", CancellationToken.None);
            }
        }
        catch (DbException) when (IsLost)
        {
            // The server rolls back what it has lost sight of.
        }
        finally
        {
            End();
        }
    }

    private static string GetBegin(TransactionOptions options)
    {
        string level = options.IsolationLevel switch
        {
            PgTaskIsolationLevel.ReadUncommitted => " ISOLATION LEVEL READ UNCOMMITTED",
            PgTaskIsolationLevel.ReadCommitted => " ISOLATION LEVEL READ COMMITTED",
            PgTaskIsolationLevel.RepeatableRead => " ISOLATION LEVEL REPEATABLE READ",
            PgTaskIsolationLevel.Serializable => " ISOLATION LEVEL SERIALIZABLE",
            _ => "",
        };
        return $"BEGIN{level}{(options.IsReadOnly ? " READ ONLY" : "")}{(options.IsDeferrable ? " DEFERRABLE" : "")}";
    }

    private static string Quote(string name) =>
        '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    private async Task<T> UndoIfFailedAsync<T>(Func<NpgsqlConnection, Task<T>> work)
    {
        try
        {
            return await work(_connection);
        }
        catch when (!IsLost)
        {
            await _connection.ExecuteAsync(
                $"ROLLBACK TO SAVEPOINT {StatementSavepoint}; RELEASE SAVEPOINT {StatementSavepoint}",
                CancellationToken.None);
            throw;
        }
    }

    private async Task RunInTurnAsync(string sql, CancellationToken stop)
    {
        await _turn.WaitAsync(stop);
        try
        {
            RefuseUnlessActive();
            await _connection.ExecuteAsync(sql, stop);
        }
        catch (DbException exception) when (IsLost)
        {
            throw TransactionErrors.TransactionLost(StatementCount, exception);
        }
        finally
        {
            _turn.Release();
        }
    }

    private void RefuseUnlessActive()
    {
        if (_ended)
        {
            throw TransactionErrors.TransactionEnded();
        }

        if (IsLost)
        {
            throw TransactionErrors.TransactionLost(StatementCount, inner: null);
        }
    }

    private void End()
    {
        _ended = true;
        _giveBack(_connection);
        _turn.Release();
    }
}
