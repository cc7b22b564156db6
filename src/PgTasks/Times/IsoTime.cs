using System.Globalization;

namespace PgTasks;

/// <summary>Takes the parts of an ISO 8601 time off the front of a text; what is not taken is left as it was.</summary>
internal static class IsoTime
{
    /// <summary>Takes yyyy-MM-dd.</summary>
    public static bool TryTakeDate(ref ReadOnlySpan<char> text, out DateTime date)
    {
        date = default;
        return text.Length >= 10 && text[4] == '-' && text[7] == '-'
            && TryReadDigits(text.Slice(5, 2), out int month) && TryReadDigits(text.Slice(8, 2), out int day)
            && TryReadDigits(text[..4], out int year) && IsEnd(text, 10)
            && TryMakeDate(year, month, day, out date) && Take(ref text, 10);
    }

    /// <summary>Takes yyyy/MM/dd, yyyy-MM, yyyy-Www, yyyy-Www-d and yyyy-ddd.</summary>
    public static bool TryTakeOtherDate(ref ReadOnlySpan<char> text, out DateTime date)
    {
        date = default;
        if (text.Length < 7 || !TryReadDigits(text[..4], out int year) || year == 0)
        {
            return false;
        }

        if (text[4] is '-' && text[5] is 'W' or 'w')
        {
            return TryTakeWeek(ref text, year, out date);
        }

        if (text[4] == '-' && IsEnd(text, 7) && TryReadDigits(text.Slice(5, 2), out int month))
        {
            return TryMakeDate(year, month, 1, out date) && Take(ref text, 7);
        }

        if (text[4] == '-' && text.Length >= 8 && IsEnd(text, 8) && TryReadDigits(text.Slice(5, 3), out int dayOfYear))
        {
            if (dayOfYear < 1 || dayOfYear > (DateTime.IsLeapYear(year) ? 366 : 365))
            {
                return false;
            }

            date = new DateTime(year, 1, 1).AddDays(dayOfYear - 1);
            return Take(ref text, 8);
        }

        return text.Length >= 10 && text[4] == '/' && text[7] == '/' && IsEnd(text, 10)
            && TryReadDigits(text.Slice(5, 2), out month) && TryReadDigits(text.Slice(8, 2), out int day)
            && TryMakeDate(year, month, day, out date) && Take(ref text, 10);
    }

    /// <summary>Takes H:mm or H:mm:ss, and after seconds a fraction of any length.</summary>
    public static bool TryTakeClock(ref ReadOnlySpan<char> text, out TimeSpan clock)
    {
        clock = default;
        int colon = text.Length > 1 && text[1] == ':' ? 1 : 2;
        int length = colon + 3;
        if (text.Length < length || text[colon] != ':' || !TryReadDigits(text[..colon], out int hour)
            || !TryReadDigits(text.Slice(colon + 1, 2), out int minute) || hour > 23 || minute > 59)
        {
            return false;
        }

        long ticks = (hour * TimeSpan.TicksPerHour) + (minute * TimeSpan.TicksPerMinute);
        if (text.Length > length && text[length] == ':')
        {
            length += 3;
            if (text.Length < length || !TryReadDigits(text.Slice(length - 2, 2), out int second) || second > 59)
            {
                return false;
            }

            ticks += (second * TimeSpan.TicksPerSecond) + ReadFraction(text, ref length);
        }

        clock = new TimeSpan(ticks);
        return IsEnd(text, length) && Take(ref text, length);
    }

    /// <summary>Takes yyyyMMddTHHmmss, as Taskwarrior writes it.</summary>
    public static bool TryTakeCompact(ref ReadOnlySpan<char> text, out DateTime time)
    {
        time = default;
        if (text.Length < 15 || text[8] is not ('T' or 't') || !TryReadDigits(text[..4], out int year)
            || !TryReadDigits(text.Slice(4, 2), out int month) || !TryReadDigits(text.Slice(6, 2), out int day)
            || !TryReadDigits(text.Slice(9, 2), out int hour) || !TryReadDigits(text.Slice(11, 2), out int minute)
            || !TryReadDigits(text.Slice(13, 2), out int second) || !IsEnd(text, 15)
            || hour > 23 || minute > 59 || second > 59 || !TryMakeDate(year, month, day, out time))
        {
            return false;
        }

        time += new TimeSpan(hour, minute, second);
        return Take(ref text, 15);
    }

    /// <summary>Takes Z or ±HH[[:]mm].</summary>
    public static bool TryTakeOffset(ref ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (text.IsEmpty || text[0] is 'Z' or 'z')
        {
            return !text.IsEmpty && IsEnd(text, 1) && Take(ref text, 1);
        }

        int length = text.Length >= 6 && text[3] == ':' ? 6 : text.Length >= 5 && char.IsAsciiDigit(text[3]) ? 5 : 3;
        int minutes = 0;
        if (text[0] is not ('+' or '-') || text.Length < length || !IsEnd(text, length)
            || !TryReadDigits(text.Slice(1, 2), out int hours) || hours > 15
            || (length > 3 && (!TryReadDigits(text.Slice(length - 2, 2), out minutes) || minutes > 59)))
        {
            return false;
        }

        offset = new TimeSpan(hours, minutes, 0) * (text[0] == '-' ? -1 : 1);
        return Take(ref text, length);
    }

    /// <summary>Makes a date where there is such a day.</summary>
    public static bool TryMakeDate(int year, int month, int day, out DateTime date)
    {
        bool isDay = year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1
            && day <= DateTime.DaysInMonth(year, month);
        date = isDay ? new DateTime(year, month, day) : default;
        return isDay;
    }

    private static bool TryTakeWeek(ref ReadOnlySpan<char> text, int year, out DateTime date)
    {
        date = default;
        int day = 1;
        bool hasDay = text.Length >= 10 && text[8] == '-';
        if (text.Length < 8 || !TryReadDigits(text.Slice(6, 2), out int week)
            || (hasDay && !TryReadDigits(text.Slice(9, 1), out day)) || !IsEnd(text, hasDay ? 10 : 8)
            || week < 1 || week > ISOWeek.GetWeeksInYear(year) || day is < 1 or > 7)
        {
            return false;
        }

        DateTime monday = ISOWeek.ToDateTime(year, week, DayOfWeek.Monday);
        date = monday.AddDays(day - 1);
        return Take(ref text, hasDay ? 10 : 8);
    }

    private static long ReadFraction(ReadOnlySpan<char> text, ref int length)
    {
        long ticks = 0;
        if (length + 1 < text.Length && text[length] is '.' or ',' && char.IsAsciiDigit(text[length + 1]))
        {
            long unit = TimeSpan.TicksPerSecond;
            for (length++; length < text.Length && char.IsAsciiDigit(text[length]); length++)
            {
                unit /= 10;
                ticks += (text[length] - '0') * unit;
            }
        }

        return ticks;
    }

    private static bool TryReadDigits(ReadOnlySpan<char> text, out int value)
    {
        value = 0;
        foreach (char digit in text)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            value = (value * 10) + (digit - '0');
        }

        return true;
    }

    /// <summary>Whether no digit goes on there.</summary>
    private static bool IsEnd(ReadOnlySpan<char> text, int index) =>
        index == text.Length || !char.IsAsciiDigit(text[index]);

    private static bool Take(ref ReadOnlySpan<char> text, int length)
    {
        text = text[length..];
        return true;
    }
}
