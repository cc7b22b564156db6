using System.Text;

namespace PgTasks;

/// <summary>
/// Tags as one text: separated by commas, or, where a tag has a character that would not survive that, as PostgreSQL
/// writes an array: <c>{"a,b","say \"x\""}</c>.
/// </summary>
internal static class TagText
{
    /// <summary>The text of the tags.</summary>
    public static string Format(string?[] tags) =>
        Array.TrueForAll(tags, IsPlain) ? string.Join(',', tags) : FormatArray(tags);

    /// <summary>Reads the tags of a text, tidied; says what is wrong with it, or null.</summary>
    public static string? Read(ReadOnlySpan<char> text, List<string?> tags)
    {
        if (text is "System.String[]" or "System.Object[]")
        {
            return "Export-Csv has written the type instead of the tags; Export-PgTask writes them";
        }

        if (!TryParse(text, tags))
        {
            return "what begins with a brace is to be an array as PostgreSQL writes it";
        }

        Tidy(tags);
        return null;
    }

    /// <summary>Trims the tags, and takes out those that are empty or there twice.</summary>
    public static void Tidy(List<string?> tags)
    {
        int kept = 0;
        for (int i = 0; i < tags.Count; i++)
        {
            if (tags[i]?.Trim() is { Length: > 0 } tag && tags.IndexOf(tag, 0, kept) < 0)
            {
                tags[kept++] = tag;
            }
        }

        tags.RemoveRange(kept, tags.Count - kept);
    }

    /// <summary>The same of tags that come one by one.</summary>
    public static string[] Tidy(IEnumerable<string?>? tags)
    {
        List<string?> tidied = [.. tags ?? []];
        Tidy(tidied);
        return [.. tidied!];
    }

    /// <summary>The tags of a text as they are; false where it begins as an array and is none.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, List<string?> tags)
    {
        tags.Clear();
        ReadOnlySpan<char> rest = text.Trim();
        if (rest.StartsWith("{"))
        {
            return TryParseArray(rest, tags);
        }

        while (!rest.IsEmpty)
        {
            int comma = rest.IndexOf(',');
            ReadOnlySpan<char> tag = (comma < 0 ? rest : rest[..comma]).Trim();
            if (!tag.IsEmpty)
            {
                tags.Add(tag.ToString());
            }

            rest = comma < 0 ? [] : rest[(comma + 1)..];
        }

        return true;
    }

    private static bool IsPlain(string? tag) =>
        tag is { Length: > 0 } && !tag.Contains(',', StringComparison.Ordinal) && tag[0] != '{'
        && !char.IsWhiteSpace(tag[0]) && !char.IsWhiteSpace(tag[^1]);

    // https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
    private static string FormatArray(string?[] tags) => "{" + string.Join(
        ',',
        tags.Select(tag => tag is null ? "NULL" : '"' + tag.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal) + '"')) + "}";

    private static bool TryParseArray(ReadOnlySpan<char> text, List<string?> tags)
    {
        int at = 1;
        SkipSpace(text, ref at);
        if (at == text.Length - 1 && text[at] == '}')
        {
            return true;
        }

        while (TryReadElement(text, ref at, out string? tag))
        {
            tags.Add(tag);
            SkipSpace(text, ref at);
            if (at >= text.Length || text[at] is not (',' or '}'))
            {
                return false;
            }

            if (text[at++] == '}')
            {
                return at == text.Length;
            }
        }

        return false;
    }

    private static bool TryReadElement(ReadOnlySpan<char> text, ref int at, out string? tag)
    {
        SkipSpace(text, ref at);
        bool quoted = at < text.Length && text[at] == '"';
        at += quoted ? 1 : 0;
        StringBuilder value = new();
        while (at < text.Length && (quoted ? text[at] != '"' : text[at] is not (',' or '}' or '{' or '"')))
        {
            at += text[at] == '\\' ? 1 : 0;
            if (at < text.Length)
            {
                value.Append(text[at++]);
            }
        }

        string read = quoted ? value.ToString() : value.ToString().Trim();
        tag = !quoted && read.Equals("NULL", StringComparison.OrdinalIgnoreCase) ? null : read;
        bool closed = at < text.Length && (!quoted || text[at] == '"');
        at += quoted ? 1 : 0;
        return closed && (quoted || read.Length > 0);
    }

    private static void SkipSpace(ReadOnlySpan<char> text, ref int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }
    }
}
