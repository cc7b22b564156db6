using System.Data.Common;

namespace PgTasks;

/// <summary>Gives claims back that nobody will work on, as far as that can be done: else their lease runs out.</summary>
internal static class WorkRelease
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(0.5);

    /// <summary>Waits for a second at most, so that Ctrl+C ends where the server says nothing.</summary>
    public static void Release(TaskStore store, IReadOnlyList<PgTaskClaim> claims, StoreCaller caller)
    {
        using CancellationTokenSource stop = new(s_patience);
        try
        {
            store.Work.UnlockAsync(
                    TaskTargets.Of(claims), TimeSpan.Zero, null, passThru: false, caller, stop.Token)
                .WaitAsync(2 * s_patience).GetAwaiter().GetResult();
        }
        catch (Exception exception) when (
            exception is DbException or PgTaskException or BatchException or OperationCanceledException or TimeoutException)
        {
        }
    }
}
