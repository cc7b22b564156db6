using System.Diagnostics;

namespace PgTasks.Postgres;

/// <summary>
/// Whether who takes tasks keeps pace: reading them has waited no longer than <see cref="Patience"/>, or else no longer than
/// reading itself took, three times over.
/// </summary>
internal sealed class Pace(TaskReadAhead ahead)
{
    /// <summary>How long a statement may be held up in any case.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly long _start = Stopwatch.GetTimestamp();
    private TimeSpan _waited;

    /// <summary>Waits for room; false where that takes too long.</summary>
    public async ValueTask<bool> KeepAsync(CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan most = (Stopwatch.GetElapsedTime(_start, start) - _waited) * 3;
        TimeSpan left = (most > Patience ? most : Patience) - _waited;
        bool isKept = await ahead.WaitForRoomAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, stop);
        _waited += Stopwatch.GetElapsedTime(start);
        return isKept;
    }
}
