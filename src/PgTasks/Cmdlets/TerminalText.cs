using System.Buffers;
using System.ComponentModel;
using System.Text;

namespace PgTasks;

/// <summary>
/// Shows control characters as pictures (␛ for ESC), so that text of the database, which anybody may have written there,
/// cannot steer the terminal. For views and messages; objects keep their text as it is.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TerminalText
{
    private const char FirstPicture = '\u2400';
    private const char DeletePicture = '\u2421';
    private const char Delete = '\u007f';
    private static readonly SearchValues<char> s_controls = SearchValues.Create([
        .. Enumerable.Range(0, 0x20).Concat(Enumerable.Range(Delete, 0xA0 - Delete)).Select(code => (char)code)]);

    /// <summary>A text for one line, as a title in a table: the ends of lines are pictures, too.</summary>
    public static string Line(string? text) => Show(text, keepsLines: false);

    /// <summary>A text that may have several lines, as an error's message: line feeds and tabs stay.</summary>
    public static string Lines(string? text) => Show(text, keepsLines: true);

    private static string Show(string? text, bool keepsLines)
    {
        int first = text.AsSpan().IndexOfAny(s_controls);
        if (first < 0)
        {
            return text ?? "";
        }

        StringBuilder shown = new(text, 0, first, text!.Length + 16);
        for (int i = first; i < text.Length; i++)
        {
            char character = text[i];
            bool stays = keepsLines
                && (character is '\n' or '\t' || (character == '\r' && i + 1 < text.Length && text[i + 1] == '\n'));
            if (stays || !char.IsControl(character))
            {
                shown.Append(character);
            }
            else if (character > Delete)
            {
                // Terminals take these for an escape and a letter.
                shown.Append((char)(FirstPicture + '\u001b')).Append((char)(character - 0x40));
            }
            else
            {
                shown.Append(character == Delete ? DeletePicture : (char)(FirstPicture + character));
            }
        }

        return shown.ToString();
    }
}
