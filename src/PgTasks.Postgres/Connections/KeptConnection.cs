using System.Data;
using System.Data.Common;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>
/// The connection of the pool that the runspace which connected keeps for its own SQL, so that settings, temporary tables,
/// LISTEN and advisory locks last there as in psql. It is taken with the first such SQL, and given back clean where the pool
/// has no other left for somebody who waits.
/// </summary>
internal sealed class KeptConnection(PostgresConnections connections, Func<bool> isWanted)
{
    private readonly object _gate = new();
    private readonly IdleConnections _idle = new();
    private NpgsqlConnection? _connection;
    private TaskCompletionSource? _lent;
    private BoundedStop? _borrower;
    private Task _settled = Task.CompletedTask;
    private Action<StoreNotice> _onNotice = Ignore;
    private bool _holds;
    private PgTaskException? _loss;

    /// <summary>Whether \ escapes in its plain strings; null where it is not there, or in use.</summary>
    public bool? BackslashEscapes
    {
        get
        {
            lock (_gate)
            {
                return _lent is null && _connection is { State: ConnectionState.Open } open
                    ? PostgresConnections.HasBackslashEscapes(open)
                    : null;
            }
        }
    }

    /// <summary>The connection; null where a command holds it that is still under way, as one that reads rows for this one.</summary>
    /// <exception cref="PgTaskException">SettingsLost, once.</exception>
    public async Task<NpgsqlConnection?> BorrowAsync(StoreCaller caller, BoundedStop bound)
    {
        CancellationToken stop = bound.Token;
        while (TryLend(bound) is { } lent)
        {
            if (lent.IsCompleted)
            {
                return null;
            }

            // A command that was stopped, and what it began is being ended.
            await lent.WaitAsync(stop);
        }

        try
        {
            _onNotice = caller.OnNotice;
            await _settled.WaitAsync(stop);
            await LoseIfDeadAsync(stop);
            if (Interlocked.Exchange(ref _loss, null) is { } loss)
            {
                throw loss;
            }

            return _connection ??= await RentAsync(stop);
        }
        catch
        {
            End();
            throw;
        }
    }

    /// <summary>Takes the connection back from who borrowed it; false where it is another one.</summary>
    /// <param name="connection">A connection.</param>
    /// <param name="mayBeInTransaction">Whether a transaction may be open, which is then rolled back.</param>
    /// <param name="holds">Whether something may be left on it that is to last.</param>
    public bool TryTakeBack(NpgsqlConnection connection, bool mayBeInTransaction, Func<bool, bool> holds)
    {
        lock (_gate)
        {
            if (connection != _connection || _lent is null)
            {
                return false;
            }

            _holds = holds(_holds);
            if (connection.State != ConnectionState.Open || _borrower!.IsOver)
            {
                Lose(StoreErrors.SettingsLost(toPool: false));
            }
            else if (mayBeInTransaction || !IsUnicode(connection))
            {
                _settled = SettleAsync(connection, mayBeInTransaction);
            }

            End();
            return true;
        }
    }

    /// <summary>Gives it back to the pool, unless it is in use, as there is no other for somebody who waits.</summary>
    public void YieldIfIdle()
    {
        lock (_gate)
        {
            if (_lent is null && _connection is not null)
            {
                Lose(StoreErrors.SettingsLost(toPool: true));
            }
        }
    }

    /// <summary>Ends it with its session.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            bool isFree = _lent is null && _settled.IsCompleted;
            return isFree && _connection is not null ? _connection.DisposeAsync() : ValueTask.CompletedTask;
        }
    }

    private static void Ignore(StoreNotice notice)
    {
    }

    // Npgsql reads and writes no other encoding.
    private static bool IsUnicode(NpgsqlConnection connection) =>
        connection.PostgresParameters.GetValueOrDefault("client_encoding") is null or "UTF8";

    /// <summary>Null where it is the caller's from now on; else a task that ends when it is not lent any more.</summary>
    private Task? TryLend(BoundedStop bound)
    {
        lock (_gate)
        {
            if (_lent is not null)
            {
                return _borrower!.Stop.IsCancellationRequested ? _lent.Task : Task.CompletedTask;
            }

            _lent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _borrower = bound;
            return null;
        }
    }

    private void End()
    {
        lock (_gate)
        {
            _onNotice = Ignore;
            if (_connection is { State: ConnectionState.Open })
            {
                _idle.GivenBack(_connection);
            }

            TaskCompletionSource? lent = _lent;
            _lent = null;
            if (isWanted())
            {
                YieldIfIdle();
            }

            lent?.SetResult();
        }
    }

    private async Task<NpgsqlConnection> RentAsync(CancellationToken stop)
    {
        NpgsqlConnection connection = await connections.RentAsync(stop);
        connection.Notice += (_, notice) => _onNotice(PostgresConnections.ReadNotice(notice.Notice));
        connection.Notification += (_, heard) => _onNotice(PostgresConnections.ReadNotification(heard));
        return connection;
    }

    private async Task LoseIfDeadAsync(CancellationToken stop)
    {
        if (_connection is null)
        {
            return;
        }

        try
        {
            if (_connection.State == ConnectionState.Open && await _idle.IsAliveAsync(_connection, stop).WaitAsync(stop))
            {
                return;
            }
        }
        catch (OperationCanceledException)
        {
            Lose(StoreErrors.SettingsLost(toPool: false));
            throw;
        }

        Lose(StoreErrors.SettingsLost(toPool: false));
    }

    private void Lose(PgTaskException loss)
    {
        lock (_gate)
        {
            _loss ??= _holds ? loss : null;
            _holds = false;
            if (_connection is { } connection)
            {
                _ = _settled.ContinueWith(_ => connections.Clean(connection), TaskScheduler.Default);
                _connection = null;
            }
        }
    }

    private static async Task SettleAsync(NpgsqlConnection connection, bool mayBeInTransaction)
    {
        try
        {
            if (mayBeInTransaction && await ConnectionCleaner.IsInTransactionAsync(connection))
            {
                await connection.ExecuteAsync("ROLLBACK", CancellationToken.None);
            }

            if (!IsUnicode(connection))
            {
                await connection.ExecuteAsync("SET client_encoding TO 'UTF8'", CancellationToken.None);
            }
        }
        catch (DbException)
        {
            // What cannot be brought in order shall not be used again.
            NpgsqlConnection.ClearPool(connection);
            await connection.CloseAsync();
        }
    }
}
