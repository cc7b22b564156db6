using System.Globalization;

namespace PgTasks;

/// <summary>The words that name a day, seen from today.</summary>
internal static class NamedDays
{
    private static readonly string[] s_weekdays =
        Array.ConvertAll(CultureInfo.InvariantCulture.DateTimeFormat.DayNames, name => name.ToLowerInvariant());

    private static readonly string[] s_months =
        Array.ConvertAll(CultureInfo.InvariantCulture.DateTimeFormat.MonthNames[..12], name => name.ToLowerInvariant());

    /// <summary>All of them in their full length, as one finds them by Tab.</summary>
    public static IEnumerable<string> All { get; } = [
        "today", "tomorrow", "yesterday", .. s_weekdays, .. s_months, .. s_weekdays.Select(name => "next " + name),
        "sod", "sow", "soww", "som", "soq", "soy", "eod", "eow", "eoww", "eom", "eoq", "eoy"];

    /// <summary>Finds today, tomorrow, yesterday, a weekday's or a month's next beginning.</summary>
    public static bool TryFind(string word, DateTime today, out DateTime day)
    {
        day = word switch
        {
            "today" => today,
            "tomorrow" => today.AddDays(1),
            "yesterday" => today.AddDays(-1),
            _ when TryFindWeekday(word, out DayOfWeek weekday) =>
                today.AddDays(1 + ((weekday - today.DayOfWeek + 6) % 7)),
            _ when TryFindMonth(word, out int month) =>
                new DateTime(today.Year + (month > today.Month ? 0 : 1), month, 1),
            _ => default,
        };
        return day != default;
    }

    /// <summary>
    /// Finds the first day of the period that a word as sow, sopm or sony names, and the day after its last one.
    /// </summary>
    public static bool TryFindPeriod(string word, DateTime today, out DateTime first, out DateTime next)
    {
        first = next = default;
        if (word.Length is < 3 or > 5 || word[1] != 'o' || word[0] is not ('s' or 'e'))
        {
            return false;
        }

        int away = word[2] switch { 'p' => -1, 'n' => 1, _ => 0 };
        string period = word[2] is 'p' or 'c' or 'n' ? word[3..] : word[2..];
        DateTime monday = GetMonday(today);
        (first, next) = period switch
        {
            "d" => (today.AddDays(away), today.AddDays(away + 1)),
            "w" => (monday.AddDays(7 * away), monday.AddDays((7 * away) + 7)),
            "ww" => (monday.AddDays(7 * away), monday.AddDays((7 * away) + 5)),
            "m" => Span(new DateTime(today.Year, today.Month, 1), away, 1),
            "q" => Span(new DateTime(today.Year, ((today.Month - 1) / 3 * 3) + 1, 1), away, 3),
            "y" => Span(new DateTime(today.Year, 1, 1), away, 12),
            _ => default,
        };
        return next != default;

        static (DateTime First, DateTime Next) Span(DateTime first, int away, int months) =>
            (first.AddMonths(away * months), first.AddMonths((away + 1) * months));
    }

    /// <summary>The Monday of a day's week.</summary>
    public static DateTime GetMonday(DateTime day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    /// <summary>The weekday of a name, which may be as short as three letters.</summary>
    public static bool TryFindWeekday(string word, out DayOfWeek weekday)
    {
        int index = Array.FindIndex(s_weekdays, name => IsShort(word, name));
        weekday = (DayOfWeek)index;
        return index >= 0;
    }

    /// <summary>The number of a month of a name, which may be as short as three letters.</summary>
    public static bool TryFindMonth(string word, out int month)
    {
        month = Array.FindIndex(s_months, name => IsShort(word, name)) + 1;
        return month > 0;
    }

    private static bool IsShort(string word, string name) =>
        word.Length >= 3 && name.StartsWith(word, StringComparison.Ordinal);
}
