using System.Buffers.Binary;
using System.Text;

namespace PgTasks.Postgres;

/// <summary>The fields of a row as record_send writes them, read one after the other.</summary>
internal ref struct BinaryRecord(ReadOnlySpan<byte> bytes)
{
    // How many there are.
    private ReadOnlySpan<byte> _rest = bytes[sizeof(int)..];

    /// <summary>A timestamptz as local time.</summary>
    public DateTime? ReadTime() => TryRead(out ReadOnlySpan<byte> value)
        ? TaskTime.FromMicroseconds(BinaryPrimitives.ReadInt64BigEndian(value))
        : null;

    /// <summary>A text.</summary>
    public string? ReadText() => TryRead(out ReadOnlySpan<byte> value) ? Encoding.UTF8.GetString(value) : null;

    /// <summary>A jsonb as text.</summary>
    public string? ReadJson() => TryRead(out ReadOnlySpan<byte> value) ? Encoding.UTF8.GetString(value[1..]) : null;

    /// <summary>An integer that is not null.</summary>
    public int ReadInt32() => TryRead(out ReadOnlySpan<byte> value) ? BinaryPrimitives.ReadInt32BigEndian(value) : 0;

    /// <summary>A bigint[] without NULLs; empty where there is none.</summary>
    public long[] ReadIds() => TryRead(out ReadOnlySpan<byte> value) ? ToIds(value) : [];

    /// <summary>The numbers of an array as array_send writes it, in one dimension: each after its size.</summary>
    public static long[] ToIds(ReadOnlySpan<byte> value)
    {
        const int Size = sizeof(int) + sizeof(long);
        long[] ids = new long[value.Length < 20 ? 0 : (value.Length - 20) / Size];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = BinaryPrimitives.ReadInt64BigEndian(value[(20 + (i * Size) + sizeof(int))..]);
        }

        return ids;
    }

    private bool TryRead(out ReadOnlySpan<byte> value)
    {
        // Its type comes first.
        int size = BinaryPrimitives.ReadInt32BigEndian(_rest[sizeof(int)..]);
        _rest = _rest[(2 * sizeof(int))..];
        value = _rest[..Math.Max(0, size)];
        _rest = _rest[value.Length..];
        return size >= 0;
    }
}
