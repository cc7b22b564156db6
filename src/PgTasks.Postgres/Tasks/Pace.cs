using System.Diagnostics;

namespace PgTasks.Postgres;

/// <summary>
/// Whether who takes tasks keeps pace: reading them has waited no longer than some seconds, or than reading itself took,
/// three times over.
/// </summary>
internal sealed class Pace(TaskReadAhead ahead)
{
    private static readonly TimeSpan s_least = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(20);
    private readonly long _start = Stopwatch.GetTimestamp();
    private TimeSpan _waited;

    /// <summary>Waits for room; false where that takes too long.</summary>
    public async ValueTask<bool> KeepAsync(CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        long reading = (Stopwatch.GetElapsedTime(_start, start) - _waited).Ticks;
        long left = Math.Clamp(3 * reading, s_least.Ticks, s_most.Ticks) - _waited.Ticks;
        bool isKept = await ahead.WaitForRoomAsync(new TimeSpan(Math.Max(0, left)), stop);
        _waited += Stopwatch.GetElapsedTime(start);
        return isKept;
    }
}
