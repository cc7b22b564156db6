namespace PgTasks;

/// <summary>Takes the dates that say their year.</summary>
internal static class DatePhrase
{
    /// <summary>Takes a date of ISO 8601, yyyy/MM/dd, `24 Dec 2026` or `Dec 24, 2026`.</summary>
    public static bool TryTake(ref PhraseScanner scanner, out DateTime date)
    {
        ReadOnlySpan<char> rest = scanner.Rest;
        if (IsoTime.TryTakeDate(ref rest, out date) || IsoTime.TryTakeOtherDate(ref rest, out date))
        {
            scanner.Rest = rest;
            return true;
        }

        PhraseScanner before = scanner;
        if (TryTakeDayFirst(ref scanner, out date))
        {
            return true;
        }

        scanner = before;
        if (NamedDays.TryFindMonth(scanner.TakeWord(), out int month)
            && TryTakeAfterMonth(ref scanner, month, out date))
        {
            return true;
        }

        scanner = before;
        return false;
    }

    /// <summary>Takes the end of `2nd`, `3rd` if it is the one of that number.</summary>
    public static bool TryTakeOrdinal(ref PhraseScanner scanner, int number) => scanner.TryTakeWord(
        (number % 100) is >= 11 and <= 13 ? "th" : (number % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" });

    private static bool TryTakeDayFirst(ref PhraseScanner scanner, out DateTime date)
    {
        date = default;
        if (!scanner.TryTakeNumber(out int day, out _))
        {
            return false;
        }

        _ = TryTakeOrdinal(ref scanner, day);
        return NamedDays.TryFindMonth(scanner.TakeWord(), out int month) && TryTakeYear(ref scanner, out int year)
            && IsoTime.TryMakeDate(year, month, day, out date);
    }

    private static bool TryTakeAfterMonth(ref PhraseScanner scanner, int month, out DateTime date)
    {
        date = default;
        if (TryTakeYear(ref scanner, out int year))
        {
            return IsoTime.TryMakeDate(year, month, 1, out date);
        }

        if (!scanner.TryTakeNumber(out int day, out _))
        {
            return false;
        }

        _ = TryTakeOrdinal(ref scanner, day);
        return TryTakeYear(ref scanner, out year) && IsoTime.TryMakeDate(year, month, day, out date);
    }

    /// <summary>Takes a year, of four digits, and a comma before it.</summary>
    private static bool TryTakeYear(ref PhraseScanner scanner, out int year)
    {
        PhraseScanner before = scanner;
        _ = scanner.TryTake(',');
        bool isYear = scanner.TryTakeNumber(out year, out int digits) && digits == 4;
        if (!isYear)
        {
            scanner = before;
        }

        return isYear;
    }
}
