using System.Data.Common;
using System.Diagnostics;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>
/// Listens on channels, on a connection of its own that is in no transaction, and connects again where that is lost. It
/// reads at all times, however slow who asks it is: the server keeps for all its databases what one listener leaves unread.
/// Who waits for something looks again each time that there is news, and now and then without.
/// </summary>
internal sealed class Listener : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_shortestPause = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(10);
    private readonly PostgresConnections _connections;
    private readonly SqlName[] _channels;
    private readonly SqlName _probe = new($"pgtasks_probe_{Guid.NewGuid():N}");
    private readonly Action<NpgsqlNotificationEventArgs> _onHeard;
    private readonly TimeSpan _silence;
    private readonly SemaphoreSlim _news = new(0, 1);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _listening;
    private volatile int _state = (int)ListenerState.Connecting;
    private bool _probeHeard;

    /// <summary>Begins to listen.</summary>
    /// <param name="connections">The store's connections.</param>
    /// <param name="channels">The channels.</param>
    /// <param name="onHeard">Takes what is heard, on any thread; without it, it counts as news alone.</param>
    /// <param name="silence">After how long a silence it asks the server whether it is there.</param>
    public Listener(
        PostgresConnections connections, IEnumerable<SqlName> channels,
        Action<NpgsqlNotificationEventArgs>? onHeard = null, TimeSpan? silence = null)
    {
        _silence = silence ?? TimeSpan.FromSeconds(15);
        _connections = connections;
        _channels = [.. channels.Distinct()];
        _onHeard = onHeard ?? (_ => { });
        _listening = Task.Run(ListenAsync);
    }

    /// <summary>What it is at. A change of it is news.</summary>
    public ListenerState State => (ListenerState)_state;

    /// <summary>How many times it was lost after it had listened.</summary>
    public int Losses { get; private set; }

    /// <summary>What was last in the way.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Waits for news, or for the end of the time; whether there is news since it was last waited for.</summary>
    public Task<bool> WaitAsync(TimeSpan timeout, CancellationToken stop) => _news.WaitAsync(timeout, stop);

    /// <summary>Ends it; a server that does not answer is not waited for.</summary>
    public async ValueTask DisposeAsync()
    {
        // Elsewhere, as it may connect to cancel what is under way.
        _ = Task.Run(_end.Cancel);
        await Task.WhenAny(_listening, Task.Delay(BoundedStop.Patience));
    }

    private async Task ListenAsync()
    {
        TimeSpan pause = s_shortestPause;
        while (State != ListenerState.Unable)
        {
            try
            {
                await using NpgsqlConnection connection = await _connections.OpenOwnAsync(_end.Token);
                connection.Notification += OnNotification;
                await BeginAsync(connection);
                Tell(ListenerState.Listening, fault: null);
                pause = s_shortestPause;
                await HearAsync(connection);
            }
            catch (Exception) when (_end.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is DbException or PgTaskException or InvalidOperationException)
            {
                Tell(MayComeBack(exception) ? ListenerState.Lost : ListenerState.Unable, exception);
            }

            // Not all of them at once.
            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
        }
    }

    private async Task BeginAsync(NpgsqlConnection connection)
    {
        bool isDirect = await _connections.FindProcessAsync(connection, _end.Token) == connection.ProcessID;
        foreach (SqlName channel in isDirect ? _channels : [.. _channels, _probe])
        {
            await connection.ExecuteAsync($"LISTEN {channel.Quoted}", _end.Token);
        }

        if (!isDirect && !await HearsAsync(connection))
        {
            throw NotificationErrors.CannotListen();
        }
    }

    /// <summary>
    /// Whether what others send arrives: a pooler that gives each transaction another connection lets LISTEN pass, and
    /// then nothing comes.
    /// </summary>
    private async Task<bool> HearsAsync(NpgsqlConnection connection)
    {
        await using (NpgsqlConnection other = await _connections.OpenOwnAsync(_end.Token))
        {
            await other.ExecuteAsync($"NOTIFY {_probe.Quoted}", _end.Token);
        }

        long start = Stopwatch.GetTimestamp();
        while (!_probeHeard && Stopwatch.GetElapsedTime(start) < s_patience)
        {
            await connection.WaitAsync(s_patience, _end.Token);
        }

        return _probeHeard;
    }

    /// <summary>Hears until the connection is lost, which is found out also where nobody says so.</summary>
    private async Task HearAsync(NpgsqlConnection connection)
    {
        while (true)
        {
            if (!await connection.WaitAsync(_silence, _end.Token))
            {
                await using NpgsqlCommand ask = new("SELECT", connection);
                ask.CommandTimeout = (int)Math.Ceiling(_silence.TotalSeconds / 3);
                await ask.ExecuteNonQueryAsync(_end.Token);
            }
        }
    }

    private void OnNotification(object sender, NpgsqlNotificationEventArgs heard)
    {
        if (heard.Channel == _probe.Name)
        {
            _probeHeard = true;
            return;
        }

        _onHeard(heard);
        TellNews();
    }

    private void Tell(ListenerState state, Exception? fault)
    {
        Fault = fault;
        Losses += State == ListenerState.Listening ? 1 : 0;
        _state = (int)state;
        TellNews();
    }

    private void TellNews()
    {
        // Told by one thread at a time.
        if (_news.CurrentCount == 0)
        {
            _news.Release();
        }
    }

    /// <summary>Whether it is worth while to try again: not where a server refuses for good.</summary>
    private static bool MayComeBack(Exception exception) => exception switch
    {
        PostgresException refused => refused.IsTransient,
        PgTaskException { ErrorId: nameof(NotificationErrors.CannotListen) } => false,
        _ => true,
    };
}
