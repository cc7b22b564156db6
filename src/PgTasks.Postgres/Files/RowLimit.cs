namespace PgTasks.Postgres.Import;

/// <summary>
/// A text of CSV whose rows hold no more than so many delimiters, as reading a row's columns takes their square. What a
/// row has beyond is left out, but for one delimiter, by which the row shows that there was more.
/// </summary>
internal sealed class RowLimit(TextReader text, char delimiter, int limit) : TextReader
{
    private readonly Queue<long> _lines = [];
    private char? _newLine;
    private long _linesLeftOut;
    private int _count;
    private bool _isQuoted;
    private bool _opens = true;

    /// <summary>How many line ends were left out of the next of the rows that were too wide.</summary>
    public long TakeLines() => _lines.TryDequeue(out long lines) ? lines : 0;

    /// <inheritdoc/>
    public override int Read(char[] buffer, int index, int count)
    {
        int kept = 0;
        while (kept == 0)
        {
            int read = text.Read(buffer, index, count);
            if (read == 0)
            {
                EndRow();
                break;
            }

            kept = Keep(buffer.AsSpan(index, read));
        }

        return kept;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => text.Dispose();

    /// <summary>Moves together what is kept of the characters, and says how many those are.</summary>
    private int Keep(Span<char> chars)
    {
        char newLine = _newLine ??= FindNewLine(chars);
        int kept = 0;
        int start = 0;
        while (start < chars.Length)
        {
            Span<char> rest = chars[start..];
            int end = _isQuoted ? rest.IndexOf('"') : rest.IndexOfAny('"', newLine);
            Span<char> part = end < 0 ? rest : rest[..end];
            int count = CountKept(part);
            bool opens = part.IsEmpty ? _opens : !_isQuoted && part[^1] == delimiter;
            if (count > 0 && kept < start)
            {
                part[..count].CopyTo(chars[kept..]);
            }

            kept += count;
            start += part.Length;
            if (end < 0)
            {
                _opens = opens;
                break;
            }

            char mark = chars[start++];
            if (mark != '"' || _count <= limit)
            {
                chars[kept++] = mark;
            }

            Pass(mark, opens);
        }

        return kept;
    }

    /// <summary>Takes the delimiters of a part without quotes and line ends that count; says how much of it stays.</summary>
    private int CountKept(ReadOnlySpan<char> part)
    {
        if (_count > limit)
        {
            _linesLeftOut += _isQuoted ? part.Count('\n') : 0;
            return 0;
        }

        int delimiters = _isQuoted ? 0 : part.Count(delimiter);
        if (_count + delimiters <= limit)
        {
            _count += delimiters;
            return part.Length;
        }

        int kept = 0;
        for (; _count <= limit; _count++)
        {
            kept += part[kept..].IndexOf(delimiter) + 1;
        }

        return kept;
    }

    private void Pass(char mark, bool opens)
    {
        if (mark != '"')
        {
            EndRow();
            return;
        }

        // One that comes next opens again: "" is a quote within quotes.
        _opens = _isQuoted;
        _isQuoted = !_isQuoted && opens;
    }

    private void EndRow()
    {
        if (_count > limit)
        {
            _lines.Enqueue(_linesLeftOut);
        }

        _linesLeftOut = 0;
        _count = 0;
        _opens = true;
    }

    /// <summary>What ends the rows, as the reader finds it in the first characters.</summary>
    private static char FindNewLine(ReadOnlySpan<char> chars) =>
        chars.IndexOfAny('\r', '\n') is int end and >= 0 && end + 1 < chars.Length && chars[end] == '\r' && chars[end + 1] != '\n'
            ? '\r'
            : '\n';
}
