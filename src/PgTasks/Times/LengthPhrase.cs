namespace PgTasks;

/// <summary>Takes lengths of time and moves a time by them.</summary>
internal static class LengthPhrase
{
    /// <summary>Takes `3d`, `2 weeks`, `P3D`, `PT1H30M`.</summary>
    /// <param name="sign">1 to go on, -1 to go back.</param>
    /// <param name="isOfClock">Set where it has hours, minutes or seconds.</param>
    /// <param name="reason">Set where there is more to say than that it is not understood.</param>
    public static bool TryTake(
        ref PhraseScanner scanner, int sign, ref MovingTime time, ref bool isOfClock, ref string? reason)
    {
        PhraseScanner before = scanner;
        bool isTaken = scanner.TryTakeNumber(out int count, out _)
            ? TryTakeUnit(ref scanner, sign * count, ref time, ref isOfClock, ref reason)
            : TryTakeIso(ref scanner, sign, ref time, ref isOfClock);
        if (!isTaken)
        {
            scanner = before;
        }

        return isTaken;
    }

    /// <summary>Takes the word of a unit, of which there are so many.</summary>
    public static bool TryTakeUnit(
        ref PhraseScanner scanner, int count, ref MovingTime time, ref bool isOfClock, ref string? reason)
    {
        string word = scanner.TakeWord();
        if (!TimeUnits.TryFind(word, out TimeUnit unit))
        {
            reason = word == "m" ? "m may be months or minutes: write mo or min" : reason;
            return false;
        }

        time.Add(count, unit);
        isOfClock |= TimeUnits.IsOfClock(unit);
        return true;
    }

    private static bool TryTakeIso(ref PhraseScanner scanner, int sign, ref MovingTime time, ref bool isOfClock)
    {
        if (!TryTakeLetter(ref scanner, 'P'))
        {
            return false;
        }

        bool isAfterT = false;
        bool isAny = false;
        while (true)
        {
            if (!isAfterT && TryTakeLetter(ref scanner, 'T'))
            {
                isAfterT = true;
                isAny = false;
            }

            if (!scanner.TryTakeNumber(out int count, out _))
            {
                return isAny;
            }

            if (!TimeUnits.TryFindIso(scanner.Rest, isAfterT, out TimeUnit unit))
            {
                return false;
            }

            scanner.Rest = scanner.Rest[1..];
            time.Add(sign * count, unit);
            isOfClock |= isAfterT;
            isAny = true;
        }
    }

    private static bool TryTakeLetter(ref PhraseScanner scanner, char letter) =>
        scanner.TryTake(letter) || scanner.TryTake(char.ToLowerInvariant(letter));
}
