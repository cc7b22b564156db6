namespace PgTasks;

/// <summary>The words for units of time, and how one counts in them.</summary>
internal static class TimeUnits
{
    /// <summary>The unit that a word of lower case means.</summary>
    public static bool TryFind(string word, out TimeUnit unit)
    {
        TimeUnit? found = word switch
        {
            "s" or "sec" or "secs" or "second" or "seconds" => TimeUnit.Second,
            "min" or "mins" or "minute" or "minutes" => TimeUnit.Minute,
            "h" or "hr" or "hrs" or "hour" or "hours" => TimeUnit.Hour,
            "d" or "day" or "days" => TimeUnit.Day,
            "w" or "wk" or "wks" or "week" or "weeks" => TimeUnit.Week,
            "mo" or "mos" or "mth" or "mths" or "month" or "months" => TimeUnit.Month,
            "q" or "qtr" or "qtrs" or "quarter" or "quarters" => TimeUnit.Quarter,
            "y" or "yr" or "yrs" or "year" or "years" => TimeUnit.Year,
            _ => null,
        };
        unit = found ?? default;
        return found is not null;
    }

    /// <summary>The unit that the first letter means in P1Y2M3W4DT5H6M7S.</summary>
    public static bool TryFindIso(ReadOnlySpan<char> text, bool isAfterT, out TimeUnit unit)
    {
        int index = text.IsEmpty ? -1 : (isAfterT ? "SMH" : "___DWM_Y").IndexOf(char.ToUpperInvariant(text[0]));
        unit = (TimeUnit)index;
        return index >= 0 && text[0] != '_';
    }

    /// <summary>Whether the unit is one of the clock, whose lengths pass, and not one of the calendar.</summary>
    public static bool IsOfClock(TimeUnit unit) => unit < TimeUnit.Day;

    /// <summary>The time that many units later; a month's end stays within its month.</summary>
    public static DateTime Add(DateTime time, int count, TimeUnit unit) => unit switch
    {
        TimeUnit.Second => time.AddSeconds(count),
        TimeUnit.Minute => time.AddMinutes(count),
        TimeUnit.Hour => time.AddHours(count),
        TimeUnit.Day => time.AddDays(count),
        TimeUnit.Week => time.AddDays(7 * count),
        TimeUnit.Month => time.AddMonths(count),
        TimeUnit.Quarter => time.AddMonths(3 * count),
        TimeUnit.Year => time.AddYears(count),
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, null),
    };
}
