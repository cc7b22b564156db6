using System.Data.Common;

namespace PgTasks.Postgres;

/// <summary>
/// Lets who looks at the store again and again outlast a lost connection and a server that is away for a while: it is
/// warned of once, and the next look is tried after a longer and longer pause. The first look has to succeed.
/// </summary>
/// <param name="caller">Hears of it.</param>
internal sealed class Outage(StoreCaller caller)
{
    private static readonly TimeSpan s_shortestPause = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private TimeSpan _pause = s_shortestPause;
    private bool _hasLooked;
    private bool _isTold;

    /// <summary>What a look finds, or another value where it failed for a reason that will pass.</summary>
    public async Task<T> TryAsync<T>(
        Func<CancellationToken, Task<T>> look, T otherwise, Deadline deadline, CancellationToken stop)
    {
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(stop);
        late.CancelAfter(deadline.Bound(TimeSpan.MaxValue) + s_patience);
        try
        {
            T found = await look(late.Token);
            End();
            return found;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested && deadline.IsOver)
        {
            return otherwise;
        }
        catch (Exception exception) when (_hasLooked && MayPass(exception))
        {
            if (!_isTold)
            {
                _isTold = true;
                caller.OnNotice(new StoreNotice(
                    NoticeLevel.Warning, $"The connection was lost, and is made again. {exception.Message}"));
            }

            await Task.Delay(deadline.Bound(_pause * (0.5 + Random.Shared.NextDouble())), stop);
            _pause = _pause * 2 < s_longestPause ? _pause * 2 : s_longestPause;
            return otherwise;
        }
    }

    private static bool MayPass(Exception exception) => exception switch
    {
        DbException database => database.IsTransient,
        PgTaskException own => own.IsTransient || own.ErrorId == nameof(StoreErrors.HostNotFound),
        _ => false,
    };

    private void End()
    {
        if (_isTold)
        {
            caller.OnNotice(new StoreNotice(NoticeLevel.Verbose, "The connection is there again."));
        }

        (_hasLooked, _isTold, _pause) = (true, false, s_shortestPause);
    }
}
