using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>A worker: a row with a lease, which one connection renews, and another on which it hears of work.</summary>
internal sealed class PostgresWorker : StoreWorker
{
    // As often as anybody who lost all notifications wants to know.
    private static readonly TimeSpan s_poll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(0.5);
    private readonly PostgresConnections _connections;
    private readonly WorkerStatements _statements;
    private readonly WorkOperations _work;
    private readonly ClaimRequest _request;
    private readonly StoreCaller _caller;
    private readonly Listener _listener;
    private readonly SemaphoreSlim _look = new(0, 1);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<long, int> _held = new();
    private Task _renewing = Task.CompletedTask;
    private long _id;
    private long _renewed;
    private bool _waits;

    // How long after that moment something was to be due.
    private TimeSpan? _due;
    private long _asked;

    private PostgresWorker(
        PostgresConnections connections, WorkerStatements statements, string channel, WorkOperations work,
        ClaimRequest request, StoreCaller caller)
    {
        _connections = connections;
        _statements = statements;
        _work = work;
        _request = request;
        _caller = caller;
        _listener = new Listener(connections, [new SqlName(channel)], OnHeard);
    }

    /// <summary>Begins one.</summary>
    public static async Task<PostgresWorker> StartAsync(
        PostgresConnections connections, SqlName schema, string actor, WorkOperations work, ClaimRequest request,
        StoreCaller caller, CancellationToken stop)
    {
        string channel = await connections.RunStatementAsync(
            new SignalStatements(schema).Channel(),
            async (reader, token) => await reader.ReadAsync(token) ? reader.GetString(0) : "", caller, stop);
        PostgresWorker worker = new(connections, new WorkerStatements(schema, actor), channel, work, request, caller);
        try
        {
            await worker.BeginAsync(stop);
        }
        catch
        {
            await worker.DisposeAsync();
            throw;
        }

        worker._renewing = Task.Run(worker.RenewAsync, CancellationToken.None);
        return worker;
    }

    /// <inheritdoc/>
    public override async Task<PgTaskClaim[]> ClaimAsync(int count, bool isExact, CancellationToken stop)
    {
        // What it has waited for is due now.
        bool isDue = _due is { } due && due <= Stopwatch.GetElapsedTime(_asked);
        PgTaskClaim[] claims = await _work.ClaimAsync(
            _request with { Count = count, Worker = Volatile.Read(ref _id), IsExact = isExact || isDue }, _caller, stop);
        foreach (PgTaskClaim claim in claims)
        {
            _held[claim.Id] = claim.ClaimId;
        }

        return claims;
    }

    /// <inheritdoc/>
    public override bool IsWaiting => _waits;

    /// <inheritdoc/>
    public override void Forget(PgTaskClaim claim) =>
        _held.TryRemove(new KeyValuePair<long, int>(claim.Id, claim.ClaimId));

    /// <inheritdoc/>
    public override async Task WaitAsync(TimeSpan most, CancellationToken stop)
    {
        TimeSpan wait = s_poll * (0.8 + (0.4 * Random.Shared.NextDouble()));
        wait = most < wait ? most : wait;
        wait = _due is { } due && due - Stopwatch.GetElapsedTime(_asked) is { } left && left < wait ? left : wait;
        if (wait > TimeSpan.Zero)
        {
            await _listener.WaitAsync(wait, stop);
        }
    }

    /// <inheritdoc/>
    public override async Task SetWaitingAsync(bool waits, CancellationToken stop)
    {
        // Asked again where the answer is old: others may have put off tasks meanwhile.
        bool isOld = waits && Stopwatch.GetElapsedTime(_asked) > (_due < s_fresh ? _due : s_fresh);
        if (waits == _waits && !isOld)
        {
            return;
        }

        long asked = Stopwatch.GetTimestamp();
        double? seconds = await _connections.RunStatementAsync(
            _statements.SetWaiting(Volatile.Read(ref _id), waits),
            async (reader, token) => await reader.ReadAsync(token) && !reader.IsDBNull(0) ? reader.GetDouble(0) : (double?)null,
            _caller, stop);
        _waits = waits;
        _asked = asked;
        _due = seconds is null or > 3600 ? null : TimeSpan.FromSeconds(Math.Max(seconds.Value, 0.02)) + TimeSpan.FromMilliseconds(1);
    }

    /// <inheritdoc/>
    public override Task SetProgressAsync(
        IReadOnlyCollection<KeyValuePair<PgTaskClaim, string>> progress, CancellationToken stop)
    {
        KeyValuePair<PgTaskClaim, string>[] ordered = [.. progress.OrderBy(pair => pair.Key.Id)];
        return _connections.RunStatementAsync(
            _statements.SetProgress(
                [.. ordered.Select(pair => pair.Key.Id)], [.. ordered.Select(pair => pair.Key.ClaimId)],
                [.. ordered.Select(pair => pair.Value)]),
            (_, _) => Task.FromResult(true), _caller, stop);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAny(_renewing, Task.Delay(BoundedStop.Patience));
        await _listener.DisposeAsync();
        using CancellationTokenSource patience = new(BoundedStop.Patience);
        try
        {
            await _connections.RunStatementAsync(
                _statements.End(_id), (_, _) => Task.FromResult(true), _caller, patience.Token);
        }
        catch (Exception exception) when (exception is DbException or PgTaskException or OperationCanceledException)
        {
            // Its lease will be over.
        }
    }

    private async Task BeginAsync(CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        Volatile.Write(ref _id, await _connections.RunStatementAsync(
            _statements.Begin(_request.Lease),
            async (reader, token) => await reader.ReadAsync(token) ? reader.GetInt64(0) : 0, _caller, stop));
        _renewed = start;
        _waits = false;
    }

    /// <summary>Renews three times a lease, on a connection of its own; looks for what is lost also when told to.</summary>
    private async Task RenewAsync()
    {
        NpgsqlConnection? connection = null;
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await _look.WaitAsync(connection is null ? TimeSpan.Zero : _request.Lease / 3, _end.Token);
                connection ??= await _connections.OpenOwnAsync(_end.Token);
                await RenewAsync(connection);
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception) when (exception is DbException or PgTaskException or InvalidOperationException
                or OperationCanceledException)
            {
                _caller.OnNotice(new StoreNotice(NoticeLevel.Verbose, $"The lease could not be renewed: {exception.Message}"));
                _ = connection?.DisposeAsync().AsTask();
                connection = null;
                if (Stopwatch.GetElapsedTime(_renewed) > _request.Lease)
                {
                    LoseAll();
                }

                await Task.Delay(s_pause * (0.5 + Random.Shared.NextDouble()), _end.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        _ = connection?.DisposeAsync().AsTask();
    }

    private async Task RenewAsync(NpgsqlConnection connection)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        patience.CancelAfter(_request.Lease / 3);
        long start = Stopwatch.GetTimestamp();
        long id = Volatile.Read(ref _id);
        KeyValuePair<long, int>[] held = [.. _held];
        List<long> lost = [];
        await using NpgsqlBatch batch = new(connection);
        _statements.Renew(id, _request.Lease).AddTo(batch);
        _statements.FindLost([.. held.Select(pair => pair.Key)], [.. held.Select(pair => pair.Value)]).AddTo(batch);
        bool isAlive;
        await using (NpgsqlDataReader reader = await batch.RunAsync(patience.Token).WaitAsync(patience.Token))
        {
            isAlive = await reader.ReadAsync(patience.Token);
            await reader.NextResultAsync(patience.Token);
            while (await reader.ReadAsync(patience.Token))
            {
                lost.Add(reader.GetInt64(0));
            }
        }

        if (isAlive)
        {
            _renewed = start;
            Lose([.. held.Where(pair => lost.Contains(pair.Key))]);
        }
        else
        {
            LoseAll();
            await BeginAsync(patience.Token);
        }
    }

    private void LoseAll() => Lose([.. _held]);

    private void Lose(KeyValuePair<long, int>[] claims)
    {
        long[] lost = [.. claims.Where(_held.TryRemove).Select(pair => pair.Key)];
        if (lost.Length > 0)
        {
            OnLost(lost);
        }
    }

    private void OnHeard(NpgsqlNotificationEventArgs heard)
    {
        if (heard.Payload == SignalStatements.Look && _look.CurrentCount == 0)
        {
            _look.Release();
        }
    }
}
