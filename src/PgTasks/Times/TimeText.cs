using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace PgTasks;

/// <summary>
/// Times as text: written in ISO 8601 and UTC, read as people write them. The ends of DateTime's range, which are
/// PostgreSQL's infinity, have its words.
/// </summary>
internal static class TimeText
{
    /// <summary>What is wrong with a time that a DateTime cannot hold.</summary>
    public const string OutOfRange = "it is not in the years from 1 to 9999";

    private const string Infinity = "infinity";
    private const string FormatWithOffset = "yyyy-MM-dd'T'HH:mm:ss.ffffffzzz";
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>Texts that are read, for errors to show.</summary>
    public static IReadOnlyList<string> Examples { get; } = [
        "tomorrow", "friday 17:00", "3d", "in 2 weeks", "eom-3d", "2026-12-01", "2026-12-01 17:00"];

    /// <summary>The text of a time.</summary>
    public static string Write(DateTime time) =>
        TaskTime.IsInfinity(time) ? Infinity
        : TaskTime.IsMinusInfinity(time) ? "-" + Infinity
        : time.Ticks is < TimeSpan.TicksPerDay or > TaskTime.TicksNearEnd && time.Kind != DateTimeKind.Utc
            ? time.ToString(FormatWithOffset, CultureInfo.InvariantCulture)
        : time.ToUniversalTime().ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>The text of a day.</summary>
    public static string WriteDay(DateTime day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Reads a time; where it says no offset, it is one of the zone.</summary>
    /// <param name="now">The instant in UTC from which `tomorrow` and `3d` are counted.</param>
    /// <param name="problem">What is wrong with the text, and what would be right.</param>
    public static bool TryRead(
        ReadOnlySpan<char> text, DateTime now, TimeZoneInfo zone, out WrittenTime time,
        [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        ReadOnlySpan<char> trimmed = text.Trim();
        try
        {
            if (TryReadIso(trimmed, zone, out time) || TryReadInfinity(trimmed, out time))
            {
                return true;
            }

            if (new TimePhrase(trimmed, now, zone).TryRead(out time, out string? reason))
            {
                return true;
            }

            problem = Explain(reason);
        }
        catch (ArgumentOutOfRangeException)
        {
            time = default;
            problem = Explain(OutOfRange);
        }

        return false;
    }

    /// <summary>What is wrong with a time, and how others are written.</summary>
    public static string Explain(string reason) => $"{reason}; times are written as {string.Join(", ", Examples)}";

    /// <summary>Reads yyyy-MM-dd, T or a blank and HH:mm[:ss[.ffffff]], Z or ±HH[[:]mm]; that is, most files.</summary>
    private static bool TryReadIso(ReadOnlySpan<char> text, TimeZoneInfo zone, out WrittenTime time)
    {
        time = default;
        if (!IsoTime.TryTakeDate(ref text, out DateTime wall))
        {
            return false;
        }

        if (text.IsEmpty)
        {
            time = new WrittenTime(WallClock.ToUtc(wall, zone), IsDay: true);
            return true;
        }

        if (text[0] is not ('T' or 't' or ' '))
        {
            return false;
        }

        text = text[1..];
        if (!IsoTime.TryTakeClock(ref text, out TimeSpan clock))
        {
            return false;
        }

        wall += clock;
        if (text.IsEmpty)
        {
            // As ConvertTo-Json writes the ends of the range.
            time = new WrittenTime(
                wall == DateTime.MaxValue || wall == DateTime.MinValue ? wall : WallClock.ToUtc(wall, zone));
            return true;
        }

        if (!IsoTime.TryTakeOffset(ref text, out TimeSpan offset) || !text.IsEmpty)
        {
            return false;
        }

        time = new WrittenTime(new DateTime((wall - offset).Ticks, DateTimeKind.Utc)) { Date = wall.Date };
        return true;
    }

    private static bool TryReadInfinity(ReadOnlySpan<char> text, out WrittenTime time)
    {
        bool isSigned = text.Length > 0 && text[0] is '-' or '+';
        time = new WrittenTime(isSigned && text[0] == '-' ? DateTime.MinValue : DateTime.MaxValue);
        return (isSigned ? text[1..] : text).Equals(Infinity, StringComparison.OrdinalIgnoreCase);
    }
}
