using Npgsql;
using Npgsql.PostgresTypes;

namespace PgTasks.Postgres;

/// <summary>The server's values as those of PowerShell's users: local times, bare numbers, texts.</summary>
internal static class SqlValues
{
    private const uint Bool = 16, Name = 19, Int8 = 20, Int2 = 21, Int4 = 23, Text = 25, Json = 114, Float8 = 701,
        Varchar = 1043, Bpchar = 1042, Uuid = 2950, Jsonb = 3802;

    [ThreadStatic]
    private static byte[]? s_bytes;

    /// <summary>Whether the type's values are read here; those of all others come as the server's text.</summary>
    public static bool IsReadable(PostgresType type) => type switch
    {
        PostgresEnumType => true,
        PostgresArrayType array => array.Element is not PostgresArrayType && IsReadable(array.Element),
        _ => BinaryValue.Find(type.OID) is not null,
    };

    /// <summary>Whether the type's values are JSON texts.</summary>
    public static bool IsJson(PostgresType type) => type.OID is Json or Jsonb;

    /// <summary>What reads a value of the type that is not NULL.</summary>
    /// <param name="type">The column's type.</param>
    /// <param name="isText">Whether the column comes as text.</param>
    public static Func<NpgsqlDataReader, int, object?> GetReader(PostgresType type, bool isText)
    {
        if (isText)
        {
            return (row, i) => row.GetString(i);
        }

        if (!IsReadable(type))
        {
            return ReadUnknown;
        }

        if (type is PostgresArrayType array)
        {
            BinaryValue element = FindValue(array.Element);
            return (row, i) => BinaryArray.Read(GetBytes(row, i), element);
        }

        return GetReader(type.OID) ?? Read(FindValue(type));
    }

    /// <summary>Npgsql's own readers, for the types that they read as they are, are the fastest.</summary>
    private static Func<NpgsqlDataReader, int, object?>? GetReader(uint type) => type switch
    {
        Int4 => (row, i) => row.GetInt32(i),
        Int8 => (row, i) => row.GetInt64(i),
        Int2 => (row, i) => row.GetInt16(i),
        Bool => (row, i) => row.GetBoolean(i),
        Float8 => (row, i) => row.GetDouble(i),
        Uuid => (row, i) => row.GetGuid(i),
        Text or Varchar or Bpchar or Name or Json or Jsonb => (row, i) => row.GetString(i),
        _ => null,
    };

    private static Func<NpgsqlDataReader, int, object?> Read(BinaryValue value) =>
        (row, i) => value.Read(GetBytes(row, i));

    private static BinaryValue FindValue(PostgresType type) =>
        type is PostgresEnumType ? BinaryValue.Text : BinaryValue.Find(type.OID)!;

    private static object? ReadUnknown(NpgsqlDataReader row, int column) => throw new InvalidCastException(
        $"The result has other columns than last time: {row.GetDataTypeName(column)} is new. Run it again.");

    /// <summary>The bytes of a value, until the next is asked for.</summary>
    private static ReadOnlySpan<byte> GetBytes(NpgsqlDataReader row, int column)
    {
        const int KeptSize = 4096;
        int length = (int)row.GetBytes(column, 0, null, 0, 0);
        byte[] bytes = length > KeptSize ? new byte[length] : s_bytes ??= new byte[KeptSize];
        row.GetBytes(column, 0, bytes, 0, length);
        return bytes.AsSpan(0, length);
    }
}
