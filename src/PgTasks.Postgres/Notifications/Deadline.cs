using System.Diagnostics;

namespace PgTasks.Postgres;

/// <summary>The end of a time that began with it; without a length it never comes.</summary>
internal sealed class Deadline(TimeSpan? length)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Whether it has come.</summary>
    public bool IsOver => Left <= TimeSpan.Zero;

    /// <summary>How long until then.</summary>
    public TimeSpan Left => length is { } whole ? whole - Stopwatch.GetElapsedTime(_start) : TimeSpan.MaxValue;

    /// <summary>A wait that goes no further than that, nor beyond what a timer takes.</summary>
    public TimeSpan Bound(TimeSpan wait)
    {
        TimeSpan left = Left;
        TimeSpan bound = wait < s_longest ? wait : s_longest;
        return left <= TimeSpan.Zero ? TimeSpan.Zero : left < bound ? left : bound;
    }
}
