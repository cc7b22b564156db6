using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;

namespace PgTasks.Postgres;

/// <summary>How values of a type are read from PostgreSQL's binary format.</summary>
/// <param name="Type">What they are, where .NET can hold them.</param>
/// <param name="Read">Reads one that is not NULL.</param>
internal sealed record BinaryValue(Type Type, BinaryValue.Reader Read)
{
    /// <summary>Text, and the types whose binary form is their text.</summary>
    public static readonly BinaryValue Text = new(typeof(string), bytes => Encoding.UTF8.GetString(bytes));

    private static readonly Dictionary<uint, BinaryValue> s_types = new()
    {
        [16] = new(typeof(bool), bytes => bytes[0] != 0),
        [17] = new(typeof(byte[]), bytes => bytes.ToArray()),
        [18] = new(typeof(string), ReadChar),
        [19] = Text,
        [20] = new(typeof(long), bytes => BinaryPrimitives.ReadInt64BigEndian(bytes)),
        [21] = new(typeof(short), bytes => BinaryPrimitives.ReadInt16BigEndian(bytes)),
        [23] = new(typeof(int), bytes => BinaryPrimitives.ReadInt32BigEndian(bytes)),
        [25] = Text,
        [26] = new(typeof(uint), bytes => BinaryPrimitives.ReadUInt32BigEndian(bytes)),
        [114] = Text,
        [142] = Text,
        [700] = new(typeof(float), bytes => BinaryPrimitives.ReadSingleBigEndian(bytes)),
        [701] = new(typeof(double), bytes => BinaryPrimitives.ReadDoubleBigEndian(bytes)),
        [790] = new(typeof(decimal), bytes => new decimal(BinaryPrimitives.ReadInt64BigEndian(bytes)) / 100.00m),
        [869] = new(typeof(IPAddress), ReadInet),
        [1042] = Text,
        [1043] = Text,
        [1082] = new(typeof(DateTime), BinaryTime.ReadDate),
        [1083] = new(typeof(TimeSpan), BinaryTime.ReadTime),
        [1114] = new(typeof(DateTime), BinaryTime.ReadTimestamp),
        [1184] = new(typeof(DateTime), BinaryTime.ReadTimestampTz),
        [1186] = new(typeof(TimeSpan), BinaryTime.ReadInterval),
        [1700] = new(typeof(decimal), BinaryNumeric.Read),
        [2950] = new(typeof(Guid), bytes => new Guid(bytes, bigEndian: true)),
        [3802] = new(typeof(string), bytes => Encoding.UTF8.GetString(bytes[1..])),
    };

    /// <summary>Reads one value's bytes: what the type is, its text, or an <see cref="ExactValue"/>.</summary>
    public delegate object Reader(ReadOnlySpan<byte> bytes);

    /// <summary>The reader of a built-in type; null for a type whose values come as the server's text.</summary>
    public static BinaryValue? Find(uint type) => s_types.GetValueOrDefault(type);

    /// <summary>A single byte, which the server writes so: https://www.postgresql.org/docs/current/datatype-character.html</summary>
    private static string ReadChar(ReadOnlySpan<byte> bytes) => bytes[0] switch
    {
        0 => "",
        < 128 => ((char)bytes[0]).ToString(),
        byte high => "\\" + Convert.ToString(high, 8),
    };

    private static object ReadInet(ReadOnlySpan<byte> bytes)
    {
        IPAddress address = new(bytes[4..]);
        int whole = bytes[3] * 8;
        return bytes[1] == whole
            ? address
            : string.Create(CultureInfo.InvariantCulture, $"{address}/{bytes[1]}");
    }
}
