namespace PgTasks;

/// <summary>Reads yes and no as PowerShell, JSON and PostgreSQL write them.</summary>
internal static class FlagText
{
    /// <summary>What is wrong with another word.</summary>
    public const string Reason = "it is neither True nor False";

    /// <summary>Reads a word in any case; a blank text is null.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out bool? flag)
    {
        ReadOnlySpan<char> word = text.Trim();
        flag = word.Equals("true", StringComparison.OrdinalIgnoreCase) || word is "1" or "t" ? true
            : word.Equals("false", StringComparison.OrdinalIgnoreCase) || word is "0" or "f" ? false
            : null;
        return flag is not null || word.IsEmpty;
    }
}
