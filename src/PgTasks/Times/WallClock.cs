namespace PgTasks;

/// <summary>Goes from what the clocks of a zone show to the instant, and back.</summary>
internal static class WallClock
{
    // No zone is further than 15 hours from UTC, none moves its clocks twice within two days.
    private static readonly TimeSpan s_margin = TimeSpan.FromDays(1);

    /// <summary>What the clocks show at an instant.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is beyond the range of DateTime.</exception>
    public static DateTime FromUtc(DateTime utc, TimeZoneInfo zone) =>
        new((utc + GetOffset(utc.Ticks, zone)).Ticks, DateTimeKind.Unspecified);

    /// <summary>
    /// The instant at which the clocks show that. Where they never do, since they are put forward then, it is as much
    /// later as they are put forward; where they do so twice, it is the first.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is beyond the range of DateTime.</exception>
    public static DateTime ToUtc(DateTime wall, TimeZoneInfo zone)
    {
        TimeSpan before = GetOffset(wall.Ticks - s_margin.Ticks, zone);
        TimeSpan after = GetOffset(wall.Ticks + s_margin.Ticks, zone);
        DateTime early = new((wall - before).Ticks, DateTimeKind.Utc);
        if (before == after || GetOffset(early.Ticks, zone) == before)
        {
            return early;
        }

        DateTime late = new((wall - after).Ticks, DateTimeKind.Utc);
        return GetOffset(late.Ticks, zone) == after ? late : early;
    }

    private static TimeSpan GetOffset(long ticks, TimeZoneInfo zone) => zone.GetUtcOffset(
        new DateTime(Math.Clamp(ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), DateTimeKind.Utc));
}
