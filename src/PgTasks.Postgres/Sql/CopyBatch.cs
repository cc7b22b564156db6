using System.Text;

namespace PgTasks.Postgres;

/// <summary>
/// Rows in COPY's text format, with what each was made of.
/// https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.2
/// </summary>
internal sealed class CopyBatch(IReadOnlyList<TargetColumn> columns)
{
    private const int FullSize = 256 * 1024;
    private static readonly UTF8Encoding s_encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly TargetColumn[] _columns = [.. columns];
    private readonly List<int> _starts = [];
    private readonly List<object> _sources = [];
    private byte[] _bytes = new byte[64 * 1024];
    private int _length;

    /// <summary>How many rows there are.</summary>
    public int Count => _starts.Count;

    /// <summary>Whether it is time to send it.</summary>
    public bool IsFull => _length >= FullSize;

    /// <summary>Forgets the rows.</summary>
    public void Clear()
    {
        _starts.Clear();
        _sources.Clear();
        _length = 0;
    }

    /// <summary>Adds a row.</summary>
    /// <exception cref="EncoderFallbackException">A text is no Unicode.</exception>
    public void Add(object?[] row, object source)
    {
        int start = _length;
        try
        {
            for (int i = 0; i < _columns.Length; i++)
            {
                if (i > 0)
                {
                    Take(1)[0] = (byte)'\t';
                }

                Add(row[i], _columns[i]);
            }
        }
        catch (EncoderFallbackException)
        {
            _length = start;
            throw;
        }

        Take(1)[0] = (byte)'\n';
        _starts.Add(start);
        _sources.Add(source);
    }

    /// <summary>What a row was made of.</summary>
    public object GetSource(int row) => _sources[row];

    /// <summary>The bytes of the rows from one up to another.</summary>
    public ReadOnlyMemory<byte> GetRows(int first, int end)
    {
        int start = first == Count ? _length : _starts[first];
        return _bytes.AsMemory(start, (end == Count ? _length : _starts[end]) - start);
    }

    private void Add(object? value, TargetColumn column)
    {
        switch (value)
        {
            case null:
                "\\N"u8.CopyTo(Take(2));
                break;
            case string text:
                AddText(text);
                break;
            default:
                Reserve(ServerText.MaxFormatted);
                if (ServerText.TryFormat(value, column.Column.Kind, _bytes.AsSpan(_length), out int length))
                {
                    _length += length;
                }
                else
                {
                    AddText(ServerText.Write(value, column.Column.Kind, column.Delimiter));
                }

                break;
        }
    }

    private void AddText(string text)
    {
        Reserve((text.Length * 3) + 1);
        int length = s_encoding.GetBytes(text, _bytes.AsSpan(_length));
        if (!_bytes.AsSpan(_length, length).ContainsAny("\\\n\r\t"u8))
        {
            _length += length;
            return;
        }

        byte[] plain = _bytes.AsSpan(_length, length).ToArray();
        Reserve(length * 2);
        foreach (byte character in plain)
        {
            byte? letter = character switch
            {
                (byte)'\\' => (byte)'\\',
                (byte)'\n' => (byte)'n',
                (byte)'\r' => (byte)'r',
                (byte)'\t' => (byte)'t',
                _ => null,
            };
            if (letter is not null)
            {
                _bytes[_length++] = (byte)'\\';
            }

            _bytes[_length++] = letter ?? character;
        }
    }

    private Span<byte> Take(int count)
    {
        Reserve(count);
        _length += count;
        return _bytes.AsSpan(_length - count, count);
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - _length < count)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(_bytes.Length * 2L, (long)_length + count)));
        }
    }
}
