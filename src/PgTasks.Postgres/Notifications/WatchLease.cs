using System.Data.Common;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>
/// The registration of somebody who watches, renewed by itself however long he is busy with what he has read. If it cannot
/// be renewed in time, as the server is away, the changes are no longer written down, and it is made anew.
/// </summary>
/// <param name="connections">The store's connections.</param>
/// <param name="statements">The statements.</param>
/// <param name="caller">On whose behalf.</param>
internal sealed class WatchLease(
    PostgresConnections connections, ChangeStatements statements, StoreCaller caller) : IAsyncDisposable
{
    /// <summary>How long it lasts without being renewed.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(5);

    private const int Cleaned = 10_000;
    private static readonly TimeSpan s_whileReading = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_whileIdle = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_whileAway = TimeSpan.FromSeconds(2);
    private readonly StoreCaller _caller = caller with { OnNotice = _ => { }, Transaction = null };
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _turn = new(1);
    private Task _keeping = Task.CompletedTask;
    private long? _id;
    private volatile bool _waits;
    private volatile string? _position;
    private string? _renewedAt;

    /// <summary>The channel on which it is told; null where nobody can be told.</summary>
    public SqlName? Channel { get; private set; }

    /// <summary>How often it ran out.</summary>
    public int Losses { get; private set; }

    /// <summary>Up to which snapshot it has read.</summary>
    public string? Position
    {
        get => _position;
        set => _position = value;
    }

    /// <summary>Registers.</summary>
    public async Task BeginAsync(CancellationToken stop)
    {
        await RenewAsync(stop);
        _keeping = Task.Run(KeepAsync, CancellationToken.None);
    }

    /// <summary>Says whether it is to be told of the next change.</summary>
    public Task SetWaitsAsync(bool waits, CancellationToken stop)
    {
        _waits = waits;
        return RenewAsync(stop);
    }

    /// <summary>Ends the registration, as far as the server answers, and what was written down for it.</summary>
    public async ValueTask DisposeAsync()
    {
        _ = Task.Run(_end.Cancel);
        Task ending = Task.Run(EndAsync);
        await Task.WhenAny(ending, Task.Delay(BoundedStop.Patience));
    }

    private async Task RenewAsync(CancellationToken stop)
    {
        await _turn.WaitAsync(stop);
        try
        {
            string? position = _position;
            long? before = _id;
            (long id, bool isNew, string? channel) = await connections.RunStatementAsync(
                statements.KeepWatch(before, _waits, position, (int)Length.TotalSeconds), ReadAsync, _caller, stop);
            Channel = channel is null ? null : new SqlName(channel);
            Losses += before is not null && isNew ? 1 : 0;
            (_id, _renewedAt) = (id, position);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task KeepAsync()
    {
        TimeSpan pause = s_whileReading;
        while (!_end.IsCancellationRequested)
        {
            await Task.Delay(pause, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                bool hasRead = _position != _renewedAt;
                await RenewAsync(_end.Token);
                await CleanAsync(_end.Token);
                pause = hasRead ? s_whileReading : s_whileIdle;
            }
            catch (Exception exception) when (exception is DbException or PgTaskException or OperationCanceledException)
            {
                pause = s_whileAway;
            }
        }
    }

    private async Task EndAsync()
    {
        try
        {
            using CancellationTokenSource late = new(BoundedStop.Patience);
            await _keeping;
            if (_id is { } id)
            {
                await connections.RunStatementAsync(statements.EndWatch(id), ReadFirstAsync, _caller, late.Token);
                await CleanAsync(late.Token);
            }
        }
        catch (Exception exception) when (exception is DbException or PgTaskException or OperationCanceledException)
        {
            // It ends by itself then, and the next one who watches cleans up.
        }
    }

    private async Task CleanAsync(CancellationToken stop)
    {
        while (await connections.RunStatementAsync(statements.CleanChanges(Cleaned), ReadFirstAsync, _caller, stop) is long and >= Cleaned)
        {
            // More of them.
        }
    }

    private static async Task<object?> ReadFirstAsync(NpgsqlDataReader reader, CancellationToken stop) =>
        await reader.ReadAsync(stop) && !reader.IsDBNull(0) ? reader.GetValue(0) : null;

    private static async Task<(long Id, bool IsNew, string? Channel)> ReadAsync(
        NpgsqlDataReader reader, CancellationToken stop)
    {
        await reader.ReadAsync(stop);
        return (reader.GetInt64(0), reader.GetBoolean(1), reader.IsDBNull(2) ? null : reader.GetString(2));
    }
}
