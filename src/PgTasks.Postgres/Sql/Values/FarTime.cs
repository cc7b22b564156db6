using System.Globalization;
using NpgsqlTypes;

namespace PgTasks.Postgres;

/// <summary>Times that .NET has no type for, as the server writes them.</summary>
internal static class FarTime
{
    private const long DayMicroseconds = 86_400_000_000;

    /// <summary>A date, days from 2000-01-01.</summary>
    public static string WriteDate(long days)
    {
        // Days to a civil date in the proleptic calendar: https://howardhinnant.github.io/date_algorithms.html
        days += 730_425;
        long era = Math.DivRem(days >= 0 ? days : days - 146_096, 146_097).Quotient;
        long dayOfEra = days - (era * 146_097);
        long yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        long dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        long monthFromMarch = ((5 * dayOfYear) + 2) / 153;
        long day = dayOfYear - (((153 * monthFromMarch) + 2) / 5) + 1;
        long month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        long year = yearOfEra + (era * 400) + (month <= 2 ? 1 : 0);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(year > 0 ? year : 1 - year):0000}-{month:00}-{day:00}{(year > 0 ? "" : " BC")}");
    }

    /// <summary>A time stamp, microseconds from 2000-01-01.</summary>
    public static string Write(long microseconds)
    {
        long days = (long)Math.Floor(microseconds / (decimal)DayMicroseconds);
        string date = WriteDate(days);
        string time = WriteTime(microseconds - (days * DayMicroseconds));
        return date.EndsWith(" BC", StringComparison.Ordinal) ? $"{date[..^3]} {time} BC" : $"{date} {time}";
    }

    /// <summary>An interval, as with IntervalStyle postgres.</summary>
    public static string Write(NpgsqlInterval interval)
    {
        List<string> parts = [];
        AddPart(parts, interval.Months / 12, "year");
        AddPart(parts, interval.Months % 12, "mon");
        AddPart(parts, interval.Days, "day");
        if (interval.Time != 0 || parts.Count == 0)
        {
            bool afterNegative = parts.Count > 0 && parts[^1][0] == '-';
            parts.Add((interval.Time < 0 ? "-" : afterNegative ? "+" : "") + WriteTime(Math.Abs(interval.Time)));
        }

        return string.Join(' ', parts);
    }

    private static void AddPart(List<string> parts, int count, string unit)
    {
        if (count != 0)
        {
            string plus = count > 0 && parts.Count > 0 && parts[^1][0] == '-' ? "+" : "";
            parts.Add(string.Create(
                CultureInfo.InvariantCulture, $"{plus}{count} {unit}{(count == 1 ? "" : "s")}"));
        }
    }

    private static string WriteTime(long microseconds)
    {
        (long hours, long rest) = Math.DivRem(microseconds, 3_600_000_000);
        (long minutes, rest) = Math.DivRem(rest, 60_000_000);
        (long seconds, long fraction) = Math.DivRem(rest, 1_000_000);
        string text = string.Create(CultureInfo.InvariantCulture, $"{hours:00}:{minutes:00}:{seconds:00}");
        return fraction == 0
            ? text
            : text + string.Create(CultureInfo.InvariantCulture, $".{fraction:000000}").TrimEnd('0');
    }
}
