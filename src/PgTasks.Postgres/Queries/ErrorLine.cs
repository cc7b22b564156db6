using System.Globalization;
using System.Text;

namespace PgTasks.Postgres;

/// <summary>Shows a place of a text as psql does: its line, cut where that is long, and a caret below.</summary>
internal static class ErrorLine
{
    private const int Room = 60;
    private const int RoomBehind = 10;
    private const string Cut = "...";

    // https://www.unicode.org/reports/tr11/: what terminals show in two cells.
    private static readonly (int First, int Last)[] s_wide =
    [
        (0x1100, 0x115F), (0x2E80, 0x303E), (0x3041, 0xA4CF), (0xA960, 0xA97C), (0xAC00, 0xD7A3), (0xF900, 0xFAFF),
        (0xFE30, 0xFE6F), (0xFF01, 0xFF60), (0xFFE0, 0xFFE6), (0x1F300, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F900, 0x1FAFF),
        (0x20000, 0x3FFFD),
    ];

    /// <summary>The two lines.</summary>
    /// <param name="text">The text.</param>
    /// <param name="index">The place; the text's length is its end.</param>
    public static string Write(string text, int index)
    {
        int start = index;
        while (start > 0 && text[start - 1] is not ('\n' or '\r'))
        {
            start--;
        }

        int end = text.AsSpan(index).IndexOfAny('\n', '\r') is >= 0 and int length ? index + length : text.Length;
        (List<Rune> runes, int place) = GetRunes(text.AsSpan(start, end - start), index - start);
        int first = 0;
        int last = runes.Count;
        int width = GetWidth(runes, 0, last);
        if (width > Room)
        {
            int before = GetWidth(runes, 0, place);
            int shownBehind = before + RoomBehind <= Room ? Room - before : RoomBehind;
            while (last > place && GetWidth(runes, place, last) > shownBehind)
            {
                last--;
            }

            while (GetWidth(runes, first, last) > Room)
            {
                first++;
            }
        }

        string prefix = $"LINE {GetLine(text, index).ToString(CultureInfo.InvariantCulture)}: {(first > 0 ? Cut : "")}";
        StringBuilder lines = new(prefix);
        foreach (Rune rune in runes[first..last])
        {
            lines.Append(rune.Value == '\t' ? " " : rune.ToString());
        }

        lines.Append(last < runes.Count ? Cut : "").Append('\n');
        return lines.Append(' ', prefix.Length + GetWidth(runes, first, place)).Append('^').ToString();
    }

    /// <summary>The number of the line that a place of a text is in.</summary>
    public static int GetLine(string text, int index)
    {
        int line = 1;
        for (int i = 0; i < index; i++)
        {
            line += text[i] == '\r' || (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) ? 1 : 0;
        }

        return line;
    }

    /// <summary>The index of the server's n-th character: it counts code points, from 1.</summary>
    public static int GetIndex(string text, int position)
    {
        int index = 0;
        while (--position > 0 && index < text.Length)
        {
            index += char.IsHighSurrogate(text[index]) && index + 1 < text.Length ? 2 : 1;
        }

        return index;
    }

    private static (List<Rune> Runes, int Place) GetRunes(ReadOnlySpan<char> line, int index)
    {
        List<Rune> runes = [];
        int? place = null;
        int at = 0;
        foreach (Rune rune in line.EnumerateRunes())
        {
            place ??= at >= index ? runes.Count : null;
            runes.Add(rune);
            at += rune.Utf16SequenceLength;
        }

        return (runes, place ?? runes.Count);
    }

    private static int GetWidth(List<Rune> runes, int first, int last)
    {
        int width = 0;
        for (int i = first; i < last; i++)
        {
            width += GetWidth(runes[i]);
        }

        return width;
    }

    private static int GetWidth(Rune rune) => rune.IsAscii ? 1
        : Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format ? 0
        : Array.Exists(s_wide, range => rune.Value >= range.First && rune.Value <= range.Last) ? 2 : 1;
}
