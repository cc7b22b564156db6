using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;

namespace PgTasks.Postgres.Export;

/// <summary>
/// Writes rows of COPY's binary format as CSV in UTF-8, as <see cref="CsvTaskWriter"/> writes tasks, without making a text
/// or a task of them.
/// </summary>
internal sealed class CsvRowWriter(Stream target, TaskColumn[] columns, char delimiter)
{
    private static readonly DateTime s_epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly byte[] _delimiter = Encoding.UTF8.GetBytes([delimiter]);
    private readonly SearchValues<byte> _special = SearchValues.Create(
        [(byte)'"', (byte)'\r', (byte)'\n', .. delimiter < 0x80 ? [(byte)delimiter] : Array.Empty<byte>()]);

    private readonly ArrayBufferWriter<byte> _bytes = new(256 * 1024);

    /// <summary>Writes a row; false where the bytes end before it does.</summary>
    public bool TryWrite(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 2;
        for (int i = 0; i < columns.Length; i++)
        {
            if (bytes.Length < length + 4)
            {
                return false;
            }

            length += 4 + Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(bytes[length..]));
        }

        if (bytes.Length < length)
        {
            return false;
        }

        int at = 2;
        for (int i = 0; i < columns.Length; i++)
        {
            int size = BinaryPrimitives.ReadInt32BigEndian(bytes[at..]);
            at += 4;
            if (columns[i].Field.Kind != TaskFieldKind.Flag)
            {
                if (i > 0)
                {
                    _bytes.Write(_delimiter);
                }

                if (size > 0 && columns[i].Field == TaskFields.Due && bytes[at + size + 4] != 0)
                {
                    // The next column, of one byte and never NULL, tells a day.
                    WriteDay(BinaryPrimitives.ReadInt64BigEndian(bytes[at..]));
                }
                else if (size > 0)
                {
                    Write(columns[i].Field.Kind, bytes.Slice(at, size));
                }
            }

            at += Math.Max(0, size);
        }

        _bytes.Write("\n"u8);
        return true;
    }

    /// <summary>Sends on what was written.</summary>
    public void Flush(bool force)
    {
        if (force || _bytes.WrittenCount >= 128 * 1024)
        {
            target.Write(_bytes.WrittenSpan);
            _bytes.ResetWrittenCount();
        }
    }

    private void Write(TaskFieldKind kind, ReadOnlySpan<byte> value)
    {
        Span<byte> text = stackalloc byte[32];
        int length;
        switch (kind)
        {
            case TaskFieldKind.Identity:
                Utf8Formatter.TryFormat(BinaryPrimitives.ReadInt64BigEndian(value), text, out length);
                WriteValue(text[..length]);
                break;
            case TaskFieldKind.Count:
                Utf8Formatter.TryFormat(BinaryPrimitives.ReadInt32BigEndian(value), text, out length);
                WriteValue(text[..length]);
                break;
            case TaskFieldKind.Status or TaskFieldKind.Priority:
                // The database's word is the enum's name in lower case.
                value.CopyTo(text);
                text[0] = (byte)char.ToUpperInvariant((char)text[0]);
                WriteValue(text[..value.Length]);
                break;
            case TaskFieldKind.Time or TaskFieldKind.OptionalTime:
                WriteTime(BinaryPrimitives.ReadInt64BigEndian(value), text);
                break;
            case TaskFieldKind.Tags:
                WriteValue(Encoding.UTF8.GetBytes(TagText.Format(ReadTexts(value))));
                break;
            case TaskFieldKind.Ids:
                WriteValue(Encoding.ASCII.GetBytes(string.Join(',', BinaryRecord.ToIds(value))));
                break;
            case TaskFieldKind.Json:
                WriteValue(value[1..]);
                break;
            default:
                WriteValue(value);
                break;
        }
    }

    private void WriteTime(long microseconds, Span<byte> text)
    {
        if (!TaskTime.IsOrdinary(microseconds))
        {
            WriteValue(Encoding.UTF8.GetBytes(TimeText.Write(TaskTime.FromMicroseconds(microseconds))));
            return;
        }

        // yyyy-MM-ddTHH:mm:ss.fffffffZ, of which the last digit goes.
        Utf8Formatter.TryFormat(s_epoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond), text, out int length, 'O');
        text[length - 2] = (byte)'Z';
        WriteValue(text[..(length - 1)]);
    }

    private void WriteDay(long microseconds)
    {
        Span<byte> text = stackalloc byte[32];
        if (TaskTime.IsOrdinary(microseconds))
        {
            Utf8Formatter.TryFormat(s_epoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond), text, out _, 'O');
            WriteValue(text[.."yyyy-MM-dd".Length]);
        }
        else
        {
            WriteTime(microseconds, text);
        }
    }

    private void WriteValue(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
        {
            return;
        }

        if (!value.ContainsAny(_special) && (delimiter < 0x80 || value.IndexOf(_delimiter) < 0) && !HasBlankEnd(value))
        {
            _bytes.Write(value);
            return;
        }

        _bytes.Write("\""u8);
        while (value.IndexOf((byte)'"') is int quote and >= 0)
        {
            _bytes.Write(value[..(quote + 1)]);
            _bytes.Write("\""u8);
            value = value[(quote + 1)..];
        }

        _bytes.Write(value);
        _bytes.Write("\""u8);
    }

    private static bool HasBlankEnd(ReadOnlySpan<byte> value)
    {
        if (value[0] is > (byte)' ' and < 0x7F && value[^1] is > (byte)' ' and < 0x7F)
        {
            return false;
        }

        Rune.DecodeFromUtf8(value, out Rune first, out _);
        Rune.DecodeLastFromUtf8(value, out Rune last, out _);
        return Rune.IsWhiteSpace(first) || Rune.IsWhiteSpace(last);
    }

    /// <summary>The texts of an array as array_send writes it, in one dimension.</summary>
    private static string?[] ReadTexts(ReadOnlySpan<byte> value)
    {
        int count = BinaryPrimitives.ReadInt32BigEndian(value) == 0 ? 0 : BinaryPrimitives.ReadInt32BigEndian(value[12..]);
        string?[] texts = new string?[count];
        int at = 20;
        for (int i = 0; i < count; i++)
        {
            int size = BinaryPrimitives.ReadInt32BigEndian(value[at..]);
            at += 4;
            texts[i] = size < 0 ? null : Encoding.UTF8.GetString(value.Slice(at, size));
            at += Math.Max(0, size);
        }

        return texts;
    }
}
