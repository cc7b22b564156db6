using System.Globalization;
using System.Management.Automation.Language;
using System.Text;

namespace PgTasks;

/// <summary>Values as they stand on a command line.</summary>
internal static class TypedText
{
    private const string SingleQuotes = "'\u2018\u2019\u201a\u201b";
    private const string DoubleQuotes = "\"\u201c\u201d\u201e";

    /// <summary>The value of a word that was begun: the engine puts it in quotes, unescaped, where it had an opening one.</summary>
    public static string Read(string? word)
    {
        if (string.IsNullOrEmpty(word))
        {
            return "";
        }

        string quotes = SingleQuotes.Contains(word[0]) ? SingleQuotes : DoubleQuotes;
        return !quotes.Contains(word[0]) ? word.Replace("`", "", StringComparison.Ordinal)
            : word.Length > 1 && quotes.Contains(word[^1]) ? word[1..^1] : word[1..];
    }

    /// <summary>An argument that has the value: bare, or in quotes where it must be; control characters as escapes.</summary>
    public static string Write(string value)
    {
        if (value.Any(char.IsControl))
        {
            return WriteEscaped(value);
        }

        bool isBare = value.Length > 0 && value[0] != '-'
            && value.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '.' or '-' or '/' or ':' or '\\');
        return isBare ? value : $"'{CodeGeneration.EscapeSingleQuotedStringContent(value)}'";
    }

    private static string WriteEscaped(string value)
    {
        StringBuilder text = new("\"");
        foreach (char letter in value)
        {
            if (char.IsControl(letter))
            {
                text.Append(CultureInfo.InvariantCulture, $"`u{{{(int)letter:x}}}");
            }
            else
            {
                text.Append(letter is '$' or '`' || DoubleQuotes.Contains(letter) ? "`" : "").Append(letter);
            }
        }

        return text.Append('"').ToString();
    }
}
