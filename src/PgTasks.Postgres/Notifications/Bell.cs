using System.Data.Common;
using System.Diagnostics;

namespace PgTasks.Postgres;

/// <summary>
/// Says when it is time to look again. While there is much news it does so every tenth of a second, and nobody is bothered to
/// tell; after a silence it has itself told of the next change, and looks only every few seconds without that. Where nobody
/// can tell, as through a pooler, it goes on looking, less often.
/// </summary>
/// <param name="connections">The store's connections.</param>
/// <param name="lease">The registration of who looks.</param>
internal sealed class Bell(PostgresConnections connections, WatchLease lease) : IAsyncDisposable
{
    private static readonly TimeSpan s_whileBusy = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan s_untilIdle = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_whileTold = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_whileNotTold = TimeSpan.FromSeconds(1);
    private Listener? _listener;
    private long _lastNews = Stopwatch.GetTimestamp();
    private bool _waits;
    private bool _isTold;

    /// <summary>Waits until it is time.</summary>
    /// <param name="hadNews">Whether the last look found something.</param>
    /// <param name="deadline">When it is time in any case.</param>
    /// <param name="stop">Ends it.</param>
    public async Task WaitAsync(bool hadNews, Deadline deadline, CancellationToken stop)
    {
        _listener ??= lease.Channel is { } channel ? new Listener(connections, [channel]) : null;
        if (hadNews || _isTold)
        {
            _lastNews = Stopwatch.GetTimestamp();
            _isTold = false;
            if (_waits)
            {
                await SetWaitsAsync(false, stop);
            }
        }

        if (_waits)
        {
            _isTold = await _listener!.WaitAsync(deadline.Bound(Vary(s_whileTold)), stop);
        }
        else if (Stopwatch.GetElapsedTime(_lastNews) < s_untilIdle)
        {
            await Task.Delay(deadline.Bound(s_whileBusy), stop);
        }
        else if (_listener is { State: ListenerState.Listening })
        {
            while (await _listener.WaitAsync(TimeSpan.Zero, stop))
            {
                // What was told before it asked for that.
            }

            // Then it looks once more, as nobody tells what came before.
            await SetWaitsAsync(true, stop);
        }
        else
        {
            await Task.Delay(deadline.Bound(Vary(s_whileNotTold)), stop);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _listener?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static TimeSpan Vary(TimeSpan time) => time * (0.8 + (0.4 * Random.Shared.NextDouble()));

    private async Task SetWaitsAsync(bool waits, CancellationToken stop)
    {
        _waits = waits;
        try
        {
            await lease.SetWaitsAsync(waits, stop);
        }
        catch (Exception exception) when (exception is DbException or PgTaskException)
        {
            // The next look finds out what is the matter, and the next renewal says it.
        }
    }
}
