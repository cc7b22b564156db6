using System.Collections.Concurrent;
using System.Data.Common;
using System.Threading.Channels;

namespace PgTasks;

/// <summary>
/// Sends how the work on tasks ended: many at once where they are short, one by one where they take long. What the server
/// does not take for a while is sent again; by then the task may be somebody else's.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="denial">What becomes of a task that has failed.</param>
/// <param name="caller">For whom.</param>
internal sealed class WorkEndings(TaskStore store, Denial denial, StoreCaller caller)
{
    private const int MaxBatch = 500;
    private static readonly TimeSpan s_shortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(5);
    private readonly Channel<Ending> _endings = Channel.CreateUnbounded<Ending>(new() { SingleReader = true });

    /// <summary>How many ended how.</summary>
    public PgTaskWorkSummary Summary { get; } = new();

    /// <summary>What the store refused.</summary>
    public ConcurrentQueue<Exception> Errors { get; } = new();

    /// <summary>Whether the same may succeed later.</summary>
    public static bool MayPass(Exception exception) => exception switch
    {
        BatchException { InnerException: { } inner } => MayPass(inner),
        DbException database => database.IsTransient,
        PgTaskException own => own.IsTransient || StoreErrors.IsOutcomeUnknown(own),
        _ => false,
    };

    /// <summary>Takes one on; after the last nothing is taken.</summary>
    public void Post(Ending ending) => _endings.Writer.TryWrite(ending);

    /// <summary>Says that none follows.</summary>
    public void Complete() => _endings.Writer.TryComplete();

    /// <summary>Sends them as they come, and gives those that are sent.</summary>
    public async IAsyncEnumerable<IReadOnlyList<Ending>> SendAllAsync()
    {
        while (await _endings.Reader.WaitToReadAsync())
        {
            List<Ending> batch = [];
            while (batch.Count < MaxBatch && _endings.Reader.TryRead(out Ending? ending))
            {
                batch.Add(ending);
            }

            Ending[] refused = await SendAsync([.. batch.Where(ending => ending.Failure is null)], CompleteAsync);
            await SendAsync([.. batch.Where(ending => ending.Failure is not null), .. refused], DenyAsync);
            yield return batch;
        }
    }

    /// <summary>Sends until the server has answered. Gives, as failed, what it refuses though the task is still held.</summary>
    private async Task<Ending[]> SendAsync(Ending[] endings, Func<Ending[], Task<StoreResult[]>> send)
    {
        if (endings.Length == 0)
        {
            return [];
        }

        TimeSpan pause = s_shortestPause;
        for (bool isRepeated = false; ; isRepeated = true)
        {
            try
            {
                StoreResult[] results = await send(endings);
                return [.. endings.Zip(results, (ending, result) => Take(ending, result, isRepeated)).OfType<Ending>()];
            }
            catch (Exception exception) when (MayPass(exception))
            {
                caller.OnNotice(new StoreNotice(
                    NoticeLevel.Verbose, $"How tasks ended is sent again: {exception.Message}"));
                await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()));
                pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
            }
        }
    }

    private Task<StoreResult[]> CompleteAsync(Ending[] endings) => store.Tasks.CompleteAsync(
        TaskTargets.Of(
            [.. endings.Select(ending => ending.Claim)],
            endings.Any(ending => ending.Result is not null) ? [.. endings.Select(ending => ending.Result)] : null),
        false, caller, CancellationToken.None);

    private Task<StoreResult[]> DenyAsync(Ending[] endings) => store.Work.DenyAsync(
        TaskTargets.Of([.. endings.Select(ending => ending.Claim)], [.. endings.Select(ending => ending.Failure)]),
        denial, false, caller, CancellationToken.None);

    /// <summary>Counts one. Gives it as failed where it is held, and is not stored as it was to be.</summary>
    private Ending? Take(Ending ending, StoreResult result, bool isRepeated)
    {
        if (result.Error is null)
        {
            Count(ending);
            return null;
        }

        if (result.Error is not PgTaskException { ErrorId: nameof(WorkErrors.LeaseLost) } lost)
        {
            Errors.Enqueue(result.Error);
            return ending.Failure is null ? ending with { Failure = FailureText.Of(result.Error), Result = null } : null;
        }

        // The block may have ended the task by itself, and the answer to the first time may have been lost.
        switch (ending.Claim.EndedBy ?? (isRepeated ? "Complete" : null))
        {
            case "Complete" when lost.Now?.Status == PgTaskStatus.Completed:
                Summary.Completed++;
                break;
            case "Unlock":
                Summary.Returned++;
                break;
            case "Deny" or "Set" or "Stop":
                Count(ending with { Failure = "" });
                break;
            default:
                Summary.Lost++;
                Errors.Enqueue(lost);
                break;
        }

        return null;
    }

    private void Count(Ending ending)
    {
        if (ending.Failure is null)
        {
            Summary.Completed++;
        }
        else if (denial.IsFinal || ending.Claim.Attempts >= (denial.MaxAttempts ?? ending.Claim.MaxAttempts))
        {
            Summary.Failed++;
        }
        else
        {
            Summary.Retried++;
        }
    }
}
