using System.Text.Json;
using System.Text.RegularExpressions;

namespace PgTasks;

/// <summary>
/// A text that stands for a document: JSON, or words that are a JSON string once they are quoted. What begins as JSON and
/// is broken is not taken for words.
/// </summary>
internal static partial class JsonText
{
    /// <summary>How deep a document may be nested.</summary>
    public const int MaxDepth = 1000;

    /// <summary>How a document is read.</summary>
    public static JsonDocumentOptions Options => new() { MaxDepth = MaxDepth };

    /// <summary>Whether it stands for no document: it is blank, or JSON's null.</summary>
    public static bool IsNone(ReadOnlySpan<char> text) => text.Trim(" \t\r\n") is [] or "null";

    /// <summary>Whether it is words.</summary>
    public static bool IsWords(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> trimmed = text.Trim(" \t\r\n");
        return trimmed is not (['{' or '[' or '"', ..] or "true" or "false" or "null") && !Number().IsMatch(trimmed);
    }

    /// <summary>Words as a JSON string.</summary>
    public static string Quote(string words) => JsonSerializer.Serialize(words);

    [GeneratedRegex(@"\A-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z")]
    private static partial Regex Number();
}
