namespace PgTasks.Postgres.Settings;

/// <summary>The error for a keyword that nobody knows.</summary>
internal static class UnknownSetting
{
    private const int Typo = 2;

    /// <summary>
    /// The error that names the keyword and the nearest known one. What follows a password may be the rest of it, and
    /// what stands alone a password taken for a connection string: they are named only where they look like a slip of
    /// the finger.
    /// </summary>
    public static PgTaskException ErrorOf(
        string keyword, Setting? previous, bool alone, IEnumerable<string> known, string source)
    {
        string nearest = FindNearest(keyword, known);
        return (alone || MayHoldPassword(previous))
            && Measure(keyword, nearest) > Typo
                ? SettingErrors.InvalidConnectionString(
                    $"{source}: a keyword is unknown, and not shown as it may belong to a password. "
                    + "A password with blanks, quotes, semicolons or URI characters needs quotes or escapes.")
                : SettingErrors.UnknownSetting(keyword, nearest, source);
    }

    /// <summary>Whether it is a password, or has swallowed one with its keyword for want of a quote.</summary>
    private static bool MayHoldPassword(Setting? setting) => setting is not null
        && (setting.Name + setting.Value).Contains("password", StringComparison.OrdinalIgnoreCase);

    /// <summary>The known keyword that means the same, goes on the same way, or takes the fewest edits.</summary>
    private static string FindNearest(string keyword, IEnumerable<string> known) =>
        ConnectionOptions.FindCounterpart(keyword) is { } counterpart && known.Contains(counterpart) ? counterpart
        : known.MinBy(name => (
            keyword.Length > 3 && name.StartsWith(keyword, StringComparison.OrdinalIgnoreCase) ? 0 : Measure(keyword, name),
            -CountShared(keyword, name)))!;

    private static int CountShared(string left, string right) =>
        left.Zip(right).TakeWhile(pair => char.ToLowerInvariant(pair.First) == char.ToLowerInvariant(pair.Second)).Count();

    /// <summary>Levenshtein's distance, in any case of letters.</summary>
    public static int Measure(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int same = char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]) ? 0 : 1;
                int edited = Math.Min(diagonal + same, 1 + Math.Min(row[j], row[j - 1]));
                diagonal = row[j];
                row[j] = edited;
            }
        }

        return row[^1];
    }
}
