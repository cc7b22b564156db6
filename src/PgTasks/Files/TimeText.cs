using System.Globalization;

namespace PgTasks;

/// <summary>
/// Times as text, ISO 8601 in UTC. The ends of DateTime's range, which are PostgreSQL's infinity, have its words.
/// </summary>
internal static class TimeText
{
    private const string Infinity = "infinity";
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>The text of a time.</summary>
    public static string Write(DateTime time) =>
        time == DateTime.MaxValue ? Infinity
        : time == DateTime.MinValue ? "-" + Infinity
        : time.ToUniversalTime().ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>
    /// Reads a time as UTC. Without an offset it is local; what is not ISO 8601 is read as PowerShell's casts do.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<char> text, out DateTime utc)
    {
        ReadOnlySpan<char> trimmed = text.Trim();
        if (TryReadIso(trimmed, out utc))
        {
            return true;
        }

        if (trimmed.EndsWith(Infinity, StringComparison.OrdinalIgnoreCase) && trimmed.Length <= Infinity.Length + 1)
        {
            utc = trimmed[0] == '-' ? DateTime.MinValue : DateTime.MaxValue;
            return trimmed.Length == Infinity.Length || trimmed[0] is '-' or '+';
        }

        return DateTime.TryParse(
            trimmed, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeLocal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.NoCurrentDateDefault,
            out utc)
            && utc.Year > 1;
    }

    /// <summary>Reads yyyy-MM-dd, and after T or a blank HH:mm[:ss[.fffffff]], as a time of no zone.</summary>
    public static bool TryReadWithoutZone(ReadOnlySpan<char> text, out DateTime time)
    {
        bool isRead = TryReadTicks(text, out long ticks, out ReadOnlySpan<char> rest) && rest.IsEmpty;
        time = new DateTime(ticks);
        return isRead;
    }

    /// <summary>Reads the same, and after it Z or ±HH[[:]mm].</summary>
    private static bool TryReadIso(ReadOnlySpan<char> text, out DateTime utc)
    {
        utc = default;
        return TryReadTicks(text, out long ticks, out ReadOnlySpan<char> rest) && TryApplyOffset(rest, ticks, out utc);
    }

    private static bool TryReadTicks(ReadOnlySpan<char> text, out long ticks, out ReadOnlySpan<char> rest)
    {
        ticks = 0;
        rest = default;
        if (text.Length < 10 || text[4] != '-' || text[7] != '-'
            || !TryReadDigits(text[..4], out int year) || !TryReadDigits(text.Slice(5, 2), out int month)
            || !TryReadDigits(text.Slice(8, 2), out int day)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        ticks = new DateTime(year, month, day).Ticks;
        rest = text[10..];
        return rest.IsEmpty || TryReadClock(ref rest, ref ticks);
    }

    private static bool TryReadClock(ref ReadOnlySpan<char> rest, ref long ticks)
    {
        if (rest.Length < 6 || rest[0] is not ('T' or 't' or ' ') || rest[3] != ':'
            || !TryReadDigits(rest.Slice(1, 2), out int hour) || !TryReadDigits(rest.Slice(4, 2), out int minute)
            || hour > 23 || minute > 59)
        {
            return false;
        }

        ticks += (hour * TimeSpan.TicksPerHour) + (minute * TimeSpan.TicksPerMinute);
        rest = rest[6..];
        if (rest.IsEmpty || rest[0] != ':')
        {
            return true;
        }

        if (rest.Length < 3 || !TryReadDigits(rest.Slice(1, 2), out int second) || second > 59)
        {
            return false;
        }

        ticks += second * TimeSpan.TicksPerSecond;
        rest = rest[3..];
        if (!rest.IsEmpty && rest[0] == '.')
        {
            int digits = 1;
            long unit = TimeSpan.TicksPerSecond;
            for (; digits < rest.Length && char.IsAsciiDigit(rest[digits]); digits++)
            {
                unit /= 10;
                ticks += (rest[digits] - '0') * unit;
            }

            rest = rest[digits..];
        }

        return true;
    }

    private static bool TryApplyOffset(ReadOnlySpan<char> offset, long ticks, out DateTime utc)
    {
        utc = default;
        if (offset.IsEmpty)
        {
            utc = new DateTime(ticks, DateTimeKind.Local).ToUniversalTime();
            return true;
        }

        int minutes = 0;
        if (offset is not ("Z" or "z"))
        {
            ReadOnlySpan<char> digits = offset[1..];
            bool isValid = offset[0] is '+' or '-'
                && (digits.Length == 2 || digits.Length == 4 || (digits.Length == 5 && digits[2] == ':'));
            if (!isValid || !TryReadDigits(digits[..2], out int hours)
                || !TryReadDigits(digits.Length == 2 ? "0" : digits[^2..], out minutes) || hours > 15 || minutes > 59)
            {
                return false;
            }

            minutes = (minutes + (hours * 60)) * (offset[0] == '-' ? -1 : 1);
        }

        long instant = ticks - (minutes * TimeSpan.TicksPerMinute);
        if (instant < 0 || instant > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        utc = new DateTime(instant, DateTimeKind.Utc);
        return true;
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

        return !text.IsEmpty;
    }
}
