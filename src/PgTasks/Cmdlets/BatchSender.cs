using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace PgTasks;

/// <summary>
/// Sends a pipeline's records to the store in the batches that form by themselves: the first record at once, and then
/// whatever came while the last round trip was under way. A first one that others are known to follow waits for them, for
/// some milliseconds. Results come back in the order of the records.
/// </summary>
/// <param name="send">Sends a batch; a result a record, in order.</param>
internal sealed class BatchSender<TRecord>(Func<IReadOnlyList<TRecord>, Task<StoreResult[]>> send)
{
    private const int MaxBatch = 5000;

    // More than a pipeline takes for some hundred records, and less than anybody notices.
    private static readonly TimeSpan s_longestHold = TimeSpan.FromMilliseconds(10);

    // Under the gate's lock, but that a failure is also read without: it is set once, and last.
    private readonly object _gate = new();
    private List<TRecord> _waiting = [];
    private bool _sending;
    private bool _holding;
    private ExceptionDispatchInfo? _failure;

    // Written by the sending, one after the other; read by the pipeline.
    private readonly ConcurrentQueue<(List<TRecord> Records, StoreResult[] Results)> _done = new();
    private long _roundTrip;
    private long _stored;

    // The pipeline's own.
    private (List<TRecord> Records, StoreResult[] Results) _taken = ([], []);
    private int _next;
    private long _lastPost;

    /// <summary>How many records the store has taken, whether or not their results were taken.</summary>
    public long Stored => Volatile.Read(ref _stored);

    /// <summary>The records of which nobody knows whether the store has taken them: those under way when it failed.</summary>
    public IReadOnlyList<TRecord> Unknown { get; private set; } = [];

    /// <summary>
    /// Takes a record on. Waits while a full batch is waiting, and waits for the record itself where the producer is so
    /// slow that it costs next to nothing: then each result is there before the next record comes.
    /// </summary>
    /// <param name="record">The record.</param>
    /// <param name="isFollowed">Whether others of the same kind are there already, and follow.</param>
    public void Post(TRecord record, bool isFollowed = false)
    {
        long now = Stopwatch.GetTimestamp();
        long roundTrip = Volatile.Read(ref _roundTrip);
        bool isSlow = now - _lastPost > 10 * roundTrip;
        bool isHeld = isFollowed && (roundTrip == 0 || !isSlow);
        isSlow &= !isHeld;
        bool begins;
        lock (_gate)
        {
            while (_waiting.Count >= MaxBatch && _failure is null)
            {
                Monitor.Wait(_gate);
                now = Stopwatch.GetTimestamp();
            }

            _waiting.Add(record);
            begins = !isHeld && !_sending && _failure is null;
            _sending |= begins;
            isHeld &= !_sending && !_holding && _failure is null;
            _holding |= isHeld;
        }

        if (isHeld)
        {
            _ = ReleaseAsync();
        }

        if (begins)
        {
            _ = isSlow ? SendWaitingAsync() : Task.Run(SendWaitingAsync);
        }

        if (isSlow)
        {
            WaitForAll();
            now = Stopwatch.GetTimestamp();
        }

        _lastPost = now;
    }

    /// <summary>The next answered record; throws what ended the sending once all that was answered is taken.</summary>
    public bool TryTake(out TRecord? record, out StoreResult result)
    {
        while (_next >= _taken.Results.Length)
        {
            // Read before the queue: what was answered before the failure stands in it by then.
            ExceptionDispatchInfo? failure = Volatile.Read(ref _failure);
            if (!_done.TryDequeue(out (List<TRecord> Records, StoreResult[] Results) answered))
            {
                failure?.Throw();
                (record, result) = (default, default);
                return false;
            }

            (_taken, _next) = (answered, 0);
        }

        record = _taken.Records[_next];
        result = _taken.Results[_next++];
        return true;
    }

    /// <summary>Waits until nothing is waiting or under way. What then has failed, TryTake throws.</summary>
    public void WaitForAll()
    {
        Release();
        WaitForSent();
    }

    /// <summary>Waits until nothing is under way, and lets go of what was not sent.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            if (!_sending)
            {
                _waiting.Clear();
            }
        }

        WaitForSent();
    }

    private void WaitForSent()
    {
        lock (_gate)
        {
            while (_sending)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    private async Task ReleaseAsync()
    {
        await Task.Delay(s_longestHold).ConfigureAwait(false);
        Release();
    }

    /// <summary>Sends what is held back.</summary>
    private void Release()
    {
        lock (_gate)
        {
            _holding = false;
            if (_sending || _waiting.Count == 0 || _failure is not null)
            {
                return;
            }

            _sending = true;
        }

        _ = SendWaitingAsync();
    }

    private async Task SendWaitingAsync()
    {
        while (true)
        {
            List<TRecord> batch;
            lock (_gate)
            {
                if (_waiting.Count == 0)
                {
                    _sending = false;
                    Monitor.PulseAll(_gate);
                    return;
                }

                batch = _waiting;
                _waiting = [];
                Monitor.PulseAll(_gate);
            }

            try
            {
                long start = Stopwatch.GetTimestamp();
                StoreResult[] results = await send(batch).ConfigureAwait(false);
                Volatile.Write(ref _roundTrip, Stopwatch.GetTimestamp() - start);
                Interlocked.Add(ref _stored, results.Count(result => result.Error is null));
                _done.Enqueue((batch, results));
            }
            catch (BatchException exception)
            {
                Interlocked.Add(ref _stored, exception.Answered.Count(result => result.Error is null));
                Unknown = batch.GetRange(exception.Answered.Length, exception.Unknown);
                _done.Enqueue((batch, exception.Answered));
                End(exception.InnerException!);
                return;
            }
            catch (Exception exception)
            {
                // Whatever it is, it belongs on the pipeline's thread.
                End(exception);
                return;
            }
        }
    }

    private void End(Exception exception)
    {
        lock (_gate)
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
            _waiting = [];
            _sending = false;
            Monitor.PulseAll(_gate);
        }
    }
}
