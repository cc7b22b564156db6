namespace PgTasks;

/// <summary>Reads the words of an enum: its names in any case, or their numbers, as ConvertTo-Json writes them.</summary>
internal static class EnumText<T>
    where T : struct, Enum
{
    private static readonly string[] s_names = Enum.GetNames<T>();
    private static readonly T[] s_values = Enum.GetValues<T>();

    /// <summary>What is wrong with another word.</summary>
    public static string Reason { get; } = $"it is none of {string.Join(", ", s_names)}";

    /// <summary>Reads a word; blanks around it do not count.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out T value)
    {
        int index = Find(text);
        value = index < 0 ? default : s_values[index];
        return index >= 0;
    }

    /// <summary>The number of a word, or -1.</summary>
    public static int Find(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> word = text.Trim();
        for (int i = 0; i < s_names.Length; i++)
        {
            if (word.Equals(s_names[i], StringComparison.OrdinalIgnoreCase) || (word.Length == 1 && word[0] - '0' == i))
            {
                return i;
            }
        }

        return -1;
    }
}
