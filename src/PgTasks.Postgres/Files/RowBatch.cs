using System.Buffers.Binary;
using System.Text;

namespace PgTasks.Postgres.Import;

/// <summary>
/// Rows as COPY's binary format has them, with the line of the file that each came from.
/// https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.4
/// </summary>
internal sealed class RowBatch(TaskColumn[] columns)
{
    private const int FullSize = 4 * 1024 * 1024;
    private readonly List<int> _starts = [];
    private readonly List<long> _lines = [];
    private byte[] _bytes = new byte[FullSize + (FullSize / 8)];
    private int _rowStart;
    private int _length;

    /// <summary>How many rows there are.</summary>
    public int Count => _starts.Count;

    /// <summary>Whether it is time to send it.</summary>
    public bool IsFull => _rowStart >= FullSize;

    /// <summary>The columns of each row.</summary>
    public TaskColumn[] Columns => columns;

    /// <summary>How much of the file had been read when this was filled.</summary>
    public long Position { get; set; }

    /// <summary>Forgets the rows.</summary>
    public void Clear()
    {
        _starts.Clear();
        _lines.Clear();
        _rowStart = 0;
        _length = 0;
    }

    /// <summary>Begins a row. What a row begun before has, and was not ended, is forgotten.</summary>
    public void BeginRow()
    {
        _length = _rowStart;
        BinaryPrimitives.WriteInt16BigEndian(Take(2), (short)columns.Length);
    }

    /// <summary>Ends the row.</summary>
    public void EndRow(long line)
    {
        _starts.Add(_rowStart);
        _lines.Add(line);
        _rowStart = _length;
    }

    /// <summary>The line of the file at which a row begins.</summary>
    public long GetLine(int row) => _lines[row];

    /// <summary>The bytes of the rows from one up to another.</summary>
    public ReadOnlyMemory<byte> GetRows(int first, int end)
    {
        int start = first == Count ? _rowStart : _starts[first];
        return _bytes.AsMemory(start, (end == Count ? _rowStart : _starts[end]) - start);
    }

    /// <summary>The bytes of one value as text; null where it is NULL.</summary>
    public string? GetText(int row, int column)
    {
        int at = _starts[row] + 2;
        for (int i = 0; i < column; i++)
        {
            at += 4 + Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(_bytes.AsSpan(at)));
        }

        int length = BinaryPrimitives.ReadInt32BigEndian(_bytes.AsSpan(at));
        int version = columns[column].Field.Kind == TaskFieldKind.Json ? 1 : 0;
        return length < 0 ? null : Encoding.UTF8.GetString(_bytes, at + 4 + version, length - version);
    }

    public void AddNull() => BinaryPrimitives.WriteInt32BigEndian(Take(4), -1);

    public void AddInt32(int value)
    {
        Span<byte> bytes = Take(8);
        BinaryPrimitives.WriteInt32BigEndian(bytes, 4);
        BinaryPrimitives.WriteInt32BigEndian(bytes[4..], value);
    }

    public void AddInt64(long value)
    {
        Span<byte> bytes = Take(12);
        BinaryPrimitives.WriteInt32BigEndian(bytes, 8);
        BinaryPrimitives.WriteInt64BigEndian(bytes[4..], value);
    }

    public void AddBytes(ReadOnlySpan<byte> value)
    {
        Span<byte> bytes = Take(4 + value.Length);
        BinaryPrimitives.WriteInt32BigEndian(bytes, value.Length);
        value.CopyTo(bytes[4..]);
    }

    /// <param name="value">The text.</param>
    /// <param name="prefix">A byte that goes before it, as the version of jsonb's format.</param>
    public void AddText(ReadOnlySpan<char> value, byte? prefix = null)
    {
        int head = prefix is null ? 4 : 5;
        Reserve(head + (value.Length * 3));
        int length = Encoding.UTF8.GetBytes(value, _bytes.AsSpan(_length + head));
        BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(_length), length + head - 4);
        if (prefix is not null)
        {
            _bytes[_length + 4] = prefix.Value;
        }

        _length += head + length;
    }

    /// <summary>An array of texts, in the format of array_recv.</summary>
    public void AddTexts(List<string?> values)
    {
        const int TextOid = 25;
        int start = _length;
        Span<byte> head = Take(values.Count == 0 ? 16 : 24);
        BinaryPrimitives.WriteInt32BigEndian(head[4..], values.Count == 0 ? 0 : 1);
        BinaryPrimitives.WriteInt32BigEndian(head[8..], values.Contains(null) ? 1 : 0);
        BinaryPrimitives.WriteInt32BigEndian(head[12..], TextOid);
        if (values.Count > 0)
        {
            BinaryPrimitives.WriteInt32BigEndian(head[16..], values.Count);
            BinaryPrimitives.WriteInt32BigEndian(head[20..], 1);
        }

        foreach (string? value in values)
        {
            if (value is null)
            {
                AddNull();
            }
            else
            {
                AddText(value);
            }
        }

        BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(start), _length - start - 4);
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
            long wanted = Math.Max(_bytes.Length * 2L, (long)_length + count);
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, wanted));
        }
    }
}
