using System.Buffers.Binary;
using NpgsqlTypes;

namespace PgTasks.Postgres;

/// <summary>
/// Dates, times and intervals of the binary format. What .NET has no value for comes as the server's text; what it has
/// one for that another would be written as too, comes as both.
/// </summary>
internal static class BinaryTime
{
    /// <summary>Days of .NET's calendar before PostgreSQL's first, 2000-01-01.</summary>
    public const int EpochDays = 730_119;

    /// <summary>Ticks before that day.</summary>
    public const long EpochTicks = EpochDays * TimeSpan.TicksPerDay;

    private const int LastDay = 3_652_058 - EpochDays;
    private const long DayMicroseconds = TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond;
    private static readonly ExactValue s_beforeAll = new(DateTime.MinValue, "-infinity");

    /// <summary>A date.</summary>
    public static object ReadDate(ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.ReadInt32BigEndian(bytes) switch
        {
            int.MaxValue => DateTime.MaxValue,
            int.MinValue => s_beforeAll,
            int days and >= -EpochDays and <= LastDay => new DateTime((days + EpochDays) * TimeSpan.TicksPerDay),
            int days => FarTime.WriteDate(days),
        };

    /// <summary>A time of the day.</summary>
    public static object ReadTime(ReadOnlySpan<byte> bytes)
    {
        long microseconds = BinaryPrimitives.ReadInt64BigEndian(bytes);
        TimeSpan time = TimeSpan.FromMicroseconds(microseconds);
        return microseconds < DayMicroseconds ? time : new ExactValue(time, "24:00:00");
    }

    /// <summary>A time stamp without a zone.</summary>
    public static object ReadTimestamp(ReadOnlySpan<byte> bytes)
    {
        long time = BinaryPrimitives.ReadInt64BigEndian(bytes);
        return IsFar(time) ? ReadFar(time, zone: "") : new DateTime(EpochTicks + (time * 10));
    }

    /// <summary>A time stamp with a zone, as local time; in UTC where local time has no room, or has it twice.</summary>
    public static object ReadTimestampTz(ReadOnlySpan<byte> bytes)
    {
        long time = BinaryPrimitives.ReadInt64BigEndian(bytes);
        if (IsFar(time))
        {
            return ReadFar(time, zone: "+00");
        }

        DateTime utc = new(EpochTicks + (time * 10), DateTimeKind.Utc);
        DateTime local = utc.ToLocalTime();
        return local.ToUniversalTime() == utc && local != DateTime.MaxValue ? local : utc;
    }

    /// <summary>An interval.</summary>
    public static object ReadInterval(ReadOnlySpan<byte> bytes)
    {
        long time = BinaryPrimitives.ReadInt64BigEndian(bytes);
        int days = BinaryPrimitives.ReadInt32BigEndian(bytes[8..]);
        int months = BinaryPrimitives.ReadInt32BigEndian(bytes[12..]);
        decimal ticks = (days * (decimal)TimeSpan.TicksPerDay) + (time * 10m);
        if (months is int.MaxValue or int.MinValue && days == months)
        {
            return months > 0 ? "infinity" : "-infinity";
        }

        NpgsqlInterval interval = new(months, days, time);
        if (months != 0 || ticks is < long.MinValue or > long.MaxValue)
        {
            return FarTime.Write(interval);
        }

        TimeSpan span = new((long)ticks);
        bool isAsSpan = span.Days == days && (span.Ticks % TimeSpan.TicksPerDay) == time * 10;
        return isAsSpan ? span : new ExactValue(span, FarTime.Write(interval));
    }

    private static bool IsFar(long time) =>
        time is < -EpochTicks / 10 or > (3_155_378_975_999_999_999 - EpochTicks) / 10;

    private static object ReadFar(long time, string zone) => time switch
    {
        long.MaxValue => DateTime.MaxValue,
        long.MinValue => s_beforeAll,
        _ => FarTime.Write(time) + zone,
    };
}
