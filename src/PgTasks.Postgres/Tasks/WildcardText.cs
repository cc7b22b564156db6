using System.Text;

namespace PgTasks.Postgres;

/// <summary>PowerShell's patterns as conditions on a text, with no regard to case, as -like has it.</summary>
internal static class WildcardText
{
    /// <summary>Whether a pattern has wildcards.</summary>
    public static bool HasWildcards(string pattern)
    {
        for (int i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '`':
                    i++;
                    break;
                case '*' or '?' or '[':
                    return true;
            }
        }

        return false;
    }

    /// <summary>A pattern without wildcards as the text that it stands for.</summary>
    public static string Unescape(string pattern)
    {
        StringBuilder text = new(pattern.Length);
        for (int i = 0; i < pattern.Length; i++)
        {
            i += IsEscape(pattern, i) ? 1 : 0;
            text.Append(pattern[i]);
        }

        return text.ToString();
    }

    /// <summary>Whether the whole of a text matches the pattern.</summary>
    /// <param name="text">An expression.</param>
    /// <param name="pattern">A pattern that PowerShell accepts.</param>
    public static SqlBuilder IsLike(SqlBuilder text, string pattern) => HasWildcards(pattern)
        ? (SqlBuilder)$"{text} ~* {ToRegex(pattern)}"
        : $"lower({text}) = lower({Unescape(pattern)})";

    /// <summary>The same as a regular expression of PostgreSQL's, in which . stands for a line's end, too.</summary>
    private static string ToRegex(string pattern)
    {
        StringBuilder regex = new("^", pattern.Length + 8);
        for (int i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*':
                    regex.Append(".*");
                    break;
                case '?':
                    regex.Append('.');
                    break;
                case '[':
                    i = AppendSet(regex, pattern, i + 1);
                    break;
                default:
                    i += IsEscape(pattern, i) ? 1 : 0;
                    AppendLiteral(regex, pattern[i]);
                    break;
            }
        }

        return regex.Append('$').ToString();
    }

    /// <summary>Appends a set of characters, of which the first may be any. Gives the place of its end.</summary>
    private static int AppendSet(StringBuilder regex, string pattern, int start)
    {
        regex.Append('[');
        int i = start;
        for (; i < pattern.Length && (pattern[i] != ']' || i == start); i++)
        {
            bool isRange = pattern[i] == '-' && i > start && i + 1 < pattern.Length && pattern[i + 1] != ']';
            i += IsEscape(pattern, i) ? 1 : 0;
            _ = isRange ? regex.Append('-') : AppendLiteral(regex, pattern[i]);
        }

        regex.Append(']');
        return i;
    }

    private static bool IsEscape(string pattern, int i) => pattern[i] == '`' && i + 1 < pattern.Length;

    private static StringBuilder AppendLiteral(StringBuilder regex, char c) =>
        char.IsLetterOrDigit(c) || c > '\u007f' ? regex.Append(c) : regex.Append('\\').Append(c);
}
