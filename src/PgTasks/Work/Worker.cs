using System.Collections.Concurrent;
using System.Diagnostics;

namespace PgTasks;

/// <summary>
/// Claims tasks ahead of who works on them, many at once where they are short, and holds them until they have ended.
/// </summary>
internal sealed class Worker : IAsyncDisposable
{
    // What is claimed ahead is work for a quarter of a second, and no more than one statement claims.
    private const double Ahead = 0.25;
    private const int MostAhead = 500;
    private static readonly int[] s_sizes = [500, 100, 10, 1];
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(5);

    // Who has had enough to do for so long wants to be told of no more.
    private static readonly TimeSpan s_busy = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private readonly TaskStore _store;
    private readonly StoreWorker _worker;
    private readonly WorkOptions _options;
    private readonly StoreCaller _caller;
    private readonly CancellationTokenSource _stop = new();
    private readonly BlockingCollection<PgTaskClaim> _ready = [];
    private readonly ConcurrentDictionary<long, PgTaskClaim> _held = new();
    private readonly ConcurrentDictionary<PgTaskClaim, string> _progress = new();
    private readonly WorkEndings _endings;
    private readonly SemaphoreSlim _room = new(0);
    private readonly long _start = Stopwatch.GetTimestamp();
    private Task _claiming = Task.CompletedTask;
    private Task _sending = Task.CompletedTask;
    private Task _telling = Task.CompletedTask;
    private long _waited;
    private long _taken;
    private int _ended;
    private double _rate;
    private long _rated = Stopwatch.GetTimestamp();
    private int _ratedEnded;

    private Worker(TaskStore store, StoreWorker worker, WorkOptions options, StoreCaller caller)
    {
        _store = store;
        _worker = worker;
        _options = options;
        _caller = caller;
        _endings = new WorkEndings(store, options.Denial, caller);
        worker.OnLost = Lose;
    }

    /// <summary>What it has done so far.</summary>
    public PgTaskWorkSummary Summary => _endings.Summary;

    /// <summary>What went wrong with tasks after they had ended.</summary>
    public ConcurrentQueue<Exception> Errors => _endings.Errors;

    /// <summary>What ended it before its time; null where nothing did.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Begins to claim.</summary>
    public static async Task<Worker> StartAsync(
        TaskStore store, ClaimRequest request, WorkOptions options, StoreCaller caller, CancellationToken stop)
    {
        Worker worker = new(store, await store.Work.StartWorkerAsync(request, caller, stop), options, caller);
        worker._claiming = Task.Run(worker.ClaimAllAsync, CancellationToken.None);
        worker._sending = Task.Run(worker.EndAllAsync, CancellationToken.None);
        worker._telling = Task.Run(worker.TellAllAsync, CancellationToken.None);
        return worker;
    }

    /// <summary>The next task; false where none came within the time, or none will come (<see cref="IsOver"/>).</summary>
    public bool TryTake(out PgTaskClaim? claim, TimeSpan wait, CancellationToken stop)
    {
        while (_ready.TryTake(out claim, (int)wait.TotalMilliseconds, stop))
        {
            if (Holds(claim))
            {
                return true;
            }

            Summary.Lost++;
        }

        return false;
    }

    /// <summary>Whether no task will come any more.</summary>
    public bool IsOver => _ready.IsCompleted;

    /// <summary>Takes how the work on a task ended.</summary>
    public void End(Ending ending) => _endings.Post(ending);

    /// <summary>Takes how far the work on a task has come.</summary>
    public void Report(PgTaskClaim claim, string progress) => _progress[claim] = progress;

    /// <summary>Whether the task is still held.</summary>
    public bool Holds(PgTaskClaim claim) => _held.TryGetValue(claim.Id, out PgTaskClaim? held) && held == claim;

    /// <summary>Claims no more.</summary>
    public void StopClaiming()
    {
        _stop.Cancel();
        _ready.CompleteAdding();
    }

    /// <summary>Gives back at once what has not ended; called from a signal, too.</summary>
    public void Release()
    {
        StopClaiming();
        PgTaskClaim[] left = [.. _held.Values.Where(claim => _held.TryRemove(claim.Id, out _))];
        if (left.Length > 0)
        {
            Summary.Returned += left.Length;
            WorkRelease.Release(_store, left, _caller);
        }
    }

    /// <summary>Waits until the ends of all tasks are sent.</summary>
    public async Task FlushAsync()
    {
        _endings.Complete();
        await _sending;
    }

    /// <summary>Gives back what has not ended; a server that says nothing is not waited for.</summary>
    public async ValueTask DisposeAsync()
    {
        StopClaiming();
        Task ended = Task.WhenAll(_claiming, _telling, FlushAsync());
        bool answers = await Task.WhenAny(ended, Task.Delay(s_patience)) == ended;
        Task released = Task.Run(async () =>
        {
            Release();
            await _worker.DisposeAsync();
        });
        if (answers)
        {
            await released;
        }

        Summary.Elapsed = Stopwatch.GetElapsedTime(_start);
        Summary.Message = Summary.ToString();
    }

    private async Task ClaimAllAsync()
    {
        TimeSpan pause = TimeSpan.Zero;
        try
        {
            while (!_stop.IsCancellationRequested && _taken < _options.MostTasks && _options.Until.Left > TimeSpan.Zero)
            {
                try
                {
                    if (!await ClaimSomeAsync())
                    {
                        break;
                    }

                    pause = TimeSpan.Zero;
                }
                catch (Exception exception) when (WorkEndings.MayPass(exception) && (_taken > 0 || _options.Until.Waits))
                {
                    if (pause == TimeSpan.Zero)
                    {
                        _caller.OnNotice(new StoreNotice(
                            NoticeLevel.Warning, $"No task can be claimed now, and it is tried again. {exception.Message}"));
                    }

                    pause = pause * 2 < s_longestPause ? (pause * 2) + TimeSpan.FromMilliseconds(100) : s_longestPause;
                    await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), _stop.Token);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            // Whatever it is, it belongs on the pipeline's thread.
            Failure ??= exception;
        }

        _ready.CompleteAdding();
    }

    /// <summary>Claims when there is room, or waits; false where nothing is left to do.</summary>
    private async Task<bool> ClaimSomeAsync()
    {
        int room = _options.Lanes + GetAhead() - _held.Count;
        long left = _options.MostTasks - _taken;
        if (room < Math.Max(1, Math.Min(_options.Lanes + GetAhead(), MostAhead) / 2))
        {
            await _room.WaitAsync(TimeSpan.FromMilliseconds(100), _stop.Token);
            return true;
        }

        // Sizes of which the server keeps the plan.
        int size = (int)Math.Min(left, s_sizes.First(size => size <= room));
        PgTaskClaim[] claims = await _worker.ClaimAsync(size, !_options.Until.Waits && _held.IsEmpty, _stop.Token);
        Hand(claims);
        if (claims.Length == size)
        {
            if (Stopwatch.GetElapsedTime(_waited) > s_busy)
            {
                await _worker.SetWaitingAsync(false, _stop.Token);
            }

            return true;
        }

        if (!_options.Until.Waits && _held.IsEmpty)
        {
            return false;
        }

        if (claims.Length == 0)
        {
            await WaitAsync();
        }

        return true;
    }

    private async Task WaitAsync()
    {
        if (!_options.Until.Waits)
        {
            // What ends now may let others begin.
            await _room.WaitAsync(TimeSpan.FromMilliseconds(200), _stop.Token);
            return;
        }

        // Who is told from now on looks once more: nobody told of what came before.
        bool isTold = _worker.IsWaiting;
        await _worker.SetWaitingAsync(true, _stop.Token);
        _waited = Stopwatch.GetTimestamp();
        PgTaskClaim[] late = isTold ? [] : await _worker.ClaimAsync(1, false, _stop.Token);
        if (late.Length == 0)
        {
            await _worker.WaitAsync(_options.Until.Left, _stop.Token);
            _waited = Stopwatch.GetTimestamp();
            return;
        }

        Hand(late);
    }

    /// <summary>Has claims worked on; once it is to end they are given back with the others.</summary>
    private void Hand(PgTaskClaim[] claims)
    {
        _taken += claims.Length;
        foreach (PgTaskClaim claim in claims)
        {
            _held[claim.Id] = claim;
        }

        try
        {
            Array.ForEach(claims, _ready.Add);
        }
        catch (InvalidOperationException) when (_ready.IsAddingCompleted)
        {
        }
    }

    /// <summary>Sends how tasks ended until all have; what has ended is held no longer.</summary>
    private async Task EndAllAsync()
    {
        try
        {
            await foreach (IReadOnlyList<Ending> batch in _endings.SendAllAsync())
            {
                foreach (Ending ending in batch)
                {
                    _progress.TryRemove(ending.Claim, out _);
                    if (_held.TryRemove(new KeyValuePair<long, PgTaskClaim>(ending.Claim.Id, ending.Claim)))
                    {
                        _worker.Forget(ending.Claim);
                    }
                }

                Interlocked.Add(ref _ended, batch.Count);
                _room.Release();
            }
        }
        catch (Exception exception)
        {
            // Whatever it is, it belongs on the pipeline's thread.
            Failure ??= exception;
            StopClaiming();
        }
    }

    /// <summary>How many to hold beyond those that are worked on.</summary>
    private int GetAhead()
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_rated);
        int ended = Volatile.Read(ref _ended);
        if (elapsed.TotalSeconds > 0.02 && ended > _ratedEnded)
        {
            _rate = ((ended - _ratedEnded) / elapsed.TotalSeconds * 0.5) + (_rate * 0.5);
            (_rated, _ratedEnded) = (Stopwatch.GetTimestamp(), ended);
        }

        return (int)Math.Min(_rate * Ahead, MostAhead * 2);
    }

    /// <summary>Keeps how far the tasks have come, once a second.</summary>
    private async Task TellAllAsync()
    {
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(1));
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                await KeepProgressAsync();
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task KeepProgressAsync()
    {
        KeyValuePair<PgTaskClaim, string>[] news = [.. _progress.Where(_progress.TryRemove)];
        if (news.Length == 0)
        {
            return;
        }

        try
        {
            await _worker.SetProgressAsync(news, _stop.Token);
        }
        catch (Exception exception) when (WorkEndings.MayPass(exception) || exception is OperationCanceledException)
        {
            // The next news will say more.
        }
    }

    private void Lose(IReadOnlyCollection<long> ids)
    {
        foreach (long id in ids)
        {
            if (_held.TryRemove(id, out PgTaskClaim? claim))
            {
                claim.Lose();
            }
        }
    }
}
