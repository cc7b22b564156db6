using System.Text.Json;

namespace PgTasks.Postgres.Import;

/// <summary>
/// Cuts a stream of UTF-8 into JSON values, each with the line at which it begins: those of an array, those that follow
/// one another, or one a line.
/// </summary>
internal sealed class JsonRecords(Stream stream, bool byLine) : IDisposable
{
    private byte[] _bytes = new byte[128 * 1024];
    private int _start;
    private int _end;
    private bool _ended;
    private long _line = 1;
    private bool? _inArray;
    private bool _afterValue;

    /// <summary>The line at which the reading stands.</summary>
    public long Line => _line;

    /// <summary>The next value; valid until the next call. Not checked yet where there is one a line.</summary>
    /// <exception cref="JsonException">It is no JSON; what follows cannot be told.</exception>
    public bool Read(out ReadOnlyMemory<byte> value, out long line)
    {
        int length = byLine ? FindLine() : FindValue();
        line = _line;
        value = _bytes.AsMemory(_start, length);
        _line += value.Span.Count((byte)'\n');
        _start += length;
        return length > 0;
    }

    public void Dispose() => stream.Dispose();

    private int FindLine()
    {
        SkipSpace();
        int searched = 0;
        while (true)
        {
            int found = _bytes.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                return searched + found;
            }

            searched = _end - _start;
            if (!Fill())
            {
                return searched;
            }
        }
    }

    private int FindValue()
    {
        int next = SkipSpace();
        if (_inArray is null)
        {
            _inArray = next == '[';
            _start += next == '[' ? 1 : 0;
            next = SkipSpace();
        }

        if (_inArray.Value)
        {
            if (_afterValue && next == ',')
            {
                _start++;
                next = SkipSpace();
                if (next == ']')
                {
                    throw new JsonException("A value is missing after the comma.");
                }
            }
            else if (next == ']')
            {
                _start++;
                next = SkipSpace();
                return next < 0 ? 0 : throw new JsonException("Something follows the array.");
            }
            else if (_afterValue)
            {
                throw new JsonException("The array lacks a comma or its end.");
            }
        }
        else if (next < 0)
        {
            return 0;
        }

        _afterValue = true;
        return MeasureValue();
    }

    private int MeasureValue()
    {
        while (true)
        {
            Utf8JsonReader reader = new(
                _bytes.AsSpan(_start, _end - _start), isFinalBlock: _ended,
                new JsonReaderState(new JsonReaderOptions { MaxDepth = JsonTaskReader.MaxDepth }));
            if (reader.Read() && reader.TrySkip())
            {
                return (int)reader.BytesConsumed;
            }

            Fill();
        }
    }

    /// <summary>Goes on to what is no white space, and looks at it; -1 at the end.</summary>
    private int SkipSpace()
    {
        while (_start < _end || Fill())
        {
            byte next = _bytes[_start];
            if (next is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                return next;
            }

            _line += next == '\n' ? 1 : 0;
            _start++;
        }

        return -1;
    }

    /// <summary>Reads on: as much as there is place for where a value is long, so that it is not measured too often.</summary>
    private bool Fill()
    {
        if (_start > 0)
        {
            _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
            (_start, _end) = (0, _end - _start);
        }

        bool isLong = _end == _bytes.Length;
        if (isLong)
        {
            if (_end >= TaskFileReader.MaxRow)
            {
                throw new JsonException($"It is longer than {TaskFileReader.MaxRow >> 20} MB.");
            }

            Array.Resize(ref _bytes, _bytes.Length * 2);
        }

        Span<byte> free = _bytes.AsSpan(_end);
        int count = _ended ? 0 : stream.ReadAtLeast(free, isLong ? free.Length : 1, throwOnEndOfStream: false);
        _ended = count == 0;
        _end += count;
        return count > 0;
    }
}
