using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using System.Threading.Channels;

namespace PgTasks;

/// <summary>
/// Claims tasks ahead of who works on them, and sends how they ended: many at once where they are short, one by one where
/// they take long. What the server does not take for a while is sent again; by then the task may be somebody else's.
/// </summary>
internal sealed class Worker : IAsyncDisposable
{
    // What is claimed ahead is work for a quarter of a second, and no more than one statement claims.
    private const double Ahead = 0.25;
    private const int MostAhead = 500;
    private static readonly int[] s_sizes = [500, 100, 10, 1];
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(5);
    private readonly TaskStore _store;
    private readonly StoreWorker _worker;
    private readonly WorkOptions _options;
    private readonly StoreCaller _caller;
    private readonly CancellationTokenSource _stop = new();
    private readonly BlockingCollection<PgTaskClaim> _ready = [];
    private readonly ConcurrentDictionary<long, PgTaskClaim> _held = new();
    private readonly ConcurrentDictionary<PgTaskClaim, string> _progress = new();
    private readonly Channel<Ending> _endings = Channel.CreateUnbounded<Ending>(new() { SingleReader = true });
    private readonly SemaphoreSlim _room = new(0);
    private readonly long _start = Stopwatch.GetTimestamp();
    private Task _claiming = Task.CompletedTask;
    private Task _sending = Task.CompletedTask;
    private Task _telling = Task.CompletedTask;
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
        worker.OnLost = Lose;
    }

    /// <summary>What it has done so far.</summary>
    public PgTaskWorkSummary Summary { get; } = new();

    /// <summary>Takes what went wrong with a task after it had ended; called on any thread.</summary>
    public ConcurrentQueue<(PgTaskClaim Claim, Exception Error)> Errors { get; } = new();

    /// <summary>What ended it before its time; null where nothing did.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Begins to claim.</summary>
    public static async Task<Worker> StartAsync(
        TaskStore store, ClaimRequest request, WorkOptions options, StoreCaller caller, CancellationToken stop)
    {
        Worker worker = new(store, await store.Work.StartWorkerAsync(request, caller, stop), options, caller);
        worker._claiming = Task.Run(worker.ClaimAllAsync, CancellationToken.None);
        worker._sending = Task.Run(worker.SendAllAsync, CancellationToken.None);
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
    public void End(Ending ending) => _endings.Writer.TryWrite(ending);

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
            WorkRelease.Release(_store, GetTargets(left), _caller);
        }
    }

    /// <summary>Waits until the ends of all tasks are sent.</summary>
    public async Task FlushAsync()
    {
        _endings.Writer.TryComplete();
        await _sending;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        StopClaiming();
        await Task.WhenAny(Task.WhenAll(_claiming, _telling), Task.Delay(TimeSpan.FromSeconds(1)));
        await Task.WhenAny(FlushAsync(), Task.Delay(TimeSpan.FromSeconds(1)));
        Release();
        await _worker.DisposeAsync();
        Summary.Elapsed = Stopwatch.GetElapsedTime(_start);
        Summary.Message = Summary.ToString();
    }

    private static TaskTargets GetTargets(IReadOnlyList<PgTaskClaim> claims, IReadOnlyList<string?>? texts = null) =>
        new([.. claims.Select(claim => claim.Id)])
        {
            Claims = [.. claims.Select(claim => claim.ClaimId)],
            Texts = texts,
        };

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
                catch (Exception exception) when (MayPass(exception) && (_taken > 0 || _options.Until.Waits))
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
        PgTaskClaim[] claims = await _worker.ClaimAsync(size, _stop.Token);
        _taken += claims.Length;
        foreach (PgTaskClaim claim in claims)
        {
            _held[claim.Id] = claim;
        }

        foreach (PgTaskClaim claim in claims)
        {
            if (!_ready.IsAddingCompleted)
            {
                _ready.Add(claim);
            }
        }

        if (claims.Length == size)
        {
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

        await _worker.SetWaitingAsync(true, _stop.Token);
        PgTaskClaim[] late = await _worker.ClaimAsync(1, _stop.Token);
        if (late.Length == 0)
        {
            await _worker.WaitAsync(_options.Until.Left, _stop.Token);
            return;
        }

        _taken++;
        _held[late[0].Id] = late[0];
        _ready.Add(late[0]);
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

    private async Task SendAllAsync()
    {
        List<Ending> batch = [];
        try
        {
            while (await _endings.Reader.WaitToReadAsync())
            {
                batch.Clear();
                while (batch.Count < MostAhead && _endings.Reader.TryRead(out Ending? ending))
                {
                    batch.Add(ending);
                }

                await SendAsync([.. batch.Where(ending => ending.Failure is null)], CompleteAsync);
                await SendAsync([.. batch.Where(ending => ending.Failure is not null)], DenyAsync);
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
            Failure ??= exception;
            StopClaiming();
        }
    }

    /// <summary>Sends until the server has answered.</summary>
    private async Task SendAsync(Ending[] endings, Func<Ending[], Task<StoreResult[]>> send)
    {
        if (endings.Length == 0)
        {
            return;
        }

        TimeSpan pause = TimeSpan.FromMilliseconds(100);
        bool isRepeated = false;
        while (true)
        {
            try
            {
                StoreResult[] results = await send(endings);
                for (int i = 0; i < results.Length; i++)
                {
                    Take(endings[i], results[i], isRepeated);
                }

                return;
            }
            catch (Exception exception) when (MayPass(exception))
            {
                isRepeated = true;
                _caller.OnNotice(new StoreNotice(
                    NoticeLevel.Verbose, $"How tasks ended is sent again: {exception.Message}"));
                await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()));
                pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
            }
        }
    }

    private Task<StoreResult[]> CompleteAsync(Ending[] endings) => _store.Tasks.CompleteAsync(
        GetTargets(
            [.. endings.Select(ending => ending.Claim)],
            endings.Any(ending => ending.Result is not null) ? [.. endings.Select(ending => ending.Result)] : null),
        false, _caller, CancellationToken.None);

    private Task<StoreResult[]> DenyAsync(Ending[] endings) => _store.Work.DenyAsync(
        GetTargets([.. endings.Select(ending => ending.Claim)], [.. endings.Select(ending => ending.Failure)]),
        _options.Denial, false, _caller, CancellationToken.None);

    private void Take(Ending ending, StoreResult result, bool isRepeated)
    {
        // The answer to the first time may have been lost, and the block may have ended the task by itself.
        string? endedBy = result.Error is null ? null : ending.Claim.EndedBy ?? (isRepeated ? "Complete" : "");
        bool isCompleted = endedBy == "Complete" && result.Error is PgTaskException { Now.Status: PgTaskStatus.Completed };
        if (isCompleted || (result.Error is null && ending.Failure is null))
        {
            Summary.Completed++;
        }
        else if (endedBy is "Unlock")
        {
            Summary.Returned++;
        }
        else if (result.Error is not null && endedBy is not ("Deny" or "Set" or "Stop"))
        {
            Summary.Lost++;
            Errors.Enqueue((ending.Claim, result.Error));
        }
        else if (_options.Denial.IsFinal || ending.Claim.Attempts >= (_options.Denial.MaxAttempts ?? ending.Claim.MaxAttempts))
        {
            Summary.Failed++;
        }
        else
        {
            Summary.Retried++;
        }
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
        catch (Exception exception) when (MayPass(exception) || exception is OperationCanceledException)
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

    private static bool MayPass(Exception exception) => exception switch
    {
        BatchException { InnerException: { } inner } => MayPass(inner),
        DbException database => database.IsTransient,
        PgTaskException own => own.IsTransient || StoreErrors.IsOutcomeUnknown(own),
        _ => false,
    };
}
