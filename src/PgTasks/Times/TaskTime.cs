namespace PgTasks;

/// <summary>
/// Times as the database counts them: microseconds from 2000 in UTC, which reach further than a DateTime. Infinite are
/// the ends of DateTime's range alone, as reading infinity gives them: <see cref="DateTime.MaxValue"/>, and
/// <see cref="DateTime.MinValue"/> of no Kind. The first moment of the year 1 in a zone is a time as any other.
/// </summary>
internal static class TaskTime
{
    /// <summary>Infinity.</summary>
    public const long Infinity = long.MaxValue;

    /// <summary>-infinity.</summary>
    public const long MinusInfinity = long.MinValue;

    /// <summary>From here on UTC may lie beyond a DateTime's range; likewise in its first day.</summary>
    public const long TicksNearEnd = 3_155_378_112_000_000_000;

    private static readonly long s_epoch = new DateTime(2000, 1, 1).Ticks;
    private static readonly DateTime s_first = new(0, DateTimeKind.Local);
    private static readonly DateTime s_last = new(
        DateTime.MaxValue.Ticks - TimeSpan.TicksPerMicrosecond + 1, DateTimeKind.Local);

    // A day from the range's ends, the zone decides whether it is within.
    private const long NearFirst = -63_082_195_200_000_000;
    private const long NearLast = 252_455_529_600_000_000;

    /// <summary>Whether a DateTime holds it in each zone.</summary>
    public static bool IsOrdinary(long microseconds) => microseconds is >= NearFirst and <= NearLast;

    /// <summary>Whether it is infinity.</summary>
    public static bool IsInfinity(DateTime time) => time == DateTime.MaxValue;

    /// <summary>Whether it is -infinity.</summary>
    public static bool IsMinusInfinity(DateTime time) => time is { Ticks: 0, Kind: DateTimeKind.Unspecified };

    /// <summary>A time of any Kind; one that says no zone is local.</summary>
    public static long ToMicroseconds(DateTime time) =>
        IsInfinity(time) ? Infinity
        : IsMinusInfinity(time) ? MinusInfinity
        : ToMicroseconds(time.Kind == DateTimeKind.Utc ? time.Ticks : ToUtcTicks(time));

    /// <inheritdoc cref="ToMicroseconds(DateTime)"/>
    public static long? ToMicroseconds(DateTime? time) => time is null ? null : ToMicroseconds(time.Value);

    /// <summary>Ticks from the year 1 in UTC, within a DateTime's range or not.</summary>
    public static long ToMicroseconds(long utcTicks)
    {
        long ticks = utcTicks - s_epoch;
        return (ticks >= 0 ? ticks : ticks - TimeSpan.TicksPerMicrosecond + 1) / TimeSpan.TicksPerMicrosecond;
    }

    /// <summary>As local time; what lies beyond a DateTime's range becomes that end of it which is not infinite.</summary>
    public static DateTime FromMicroseconds(long microseconds)
    {
        return microseconds switch
        {
            Infinity => DateTime.MaxValue,
            MinusInfinity => DateTime.MinValue,
            < NearFirst => FromEnd(microseconds, s_first),
            > NearLast => FromEnd(microseconds, s_last),
            _ => new DateTime(ToTicks(microseconds), DateTimeKind.Utc).ToLocalTime(),
        };
    }

    /// <summary>A day that begins then in UTC: its midnight as local time. It is ordinary.</summary>
    public static DateTime DayFromMicroseconds(long microseconds) => new(ToTicks(microseconds), DateTimeKind.Local);

    private static DateTime FromEnd(long microseconds, DateTime end)
    {
        const long Range = 300_000_000_000_000_000;
        long local = ToTicks(Math.Clamp(microseconds, -Range, Range)) + TimeZoneInfo.Local.GetUtcOffset(end).Ticks;
        return new DateTime(Math.Clamp(local, s_first.Ticks, s_last.Ticks), DateTimeKind.Local);
    }

    private static long ToTicks(long microseconds) => s_epoch + (microseconds * TimeSpan.TicksPerMicrosecond);

    private static long ToUtcTicks(DateTime local) =>
        local.Ticks - TimeZoneInfo.Local.GetUtcOffset(local).Ticks;
}
