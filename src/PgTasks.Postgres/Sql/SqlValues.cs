using System.Net;
using System.Net.Sockets;
using Npgsql;
using Npgsql.PostgresTypes;
using NpgsqlTypes;

namespace PgTasks.Postgres;

/// <summary>The server's values as those of PowerShell's users: local times, bare numbers, texts.</summary>
internal static class SqlValues
{
    private const uint Bool = 16, Bytea = 17, Char = 18, Name = 19, Int8 = 20, Int2 = 21, Int4 = 23, Text = 25,
        Oid = 26, Json = 114, Xml = 142, Float4 = 700, Float8 = 701, Money = 790, Inet = 869, Bpchar = 1042,
        Varchar = 1043, Date = 1082, Time = 1083, Timestamp = 1114, TimestampTz = 1184, Interval = 1186,
        Numeric = 1700, Uuid = 2950, Jsonb = 3802;

    /// <summary>Whether the type's values are read here; those of all others come as the server's text.</summary>
    public static bool IsReadable(PostgresType type) => type switch
    {
        PostgresEnumType => true,
        PostgresArrayType array => array.Element is not PostgresArrayType && IsReadable(array.Element),
        _ => type.OID is Bool or Bytea or Char or Name or Int8 or Int2 or Int4 or Text or Oid or Json or Xml or Float4
            or Float8 or Money or Inet or Bpchar or Varchar or Date or Time or Timestamp or TimestampTz or Interval
            or Numeric or Uuid or Jsonb,
    };

    /// <summary>Whether the type's values are JSON texts.</summary>
    public static bool IsJson(PostgresType type) => type.OID is Json or Jsonb;

    /// <summary>What reads a value of the type that is not NULL.</summary>
    /// <param name="type">The column's type.</param>
    /// <param name="isText">Whether the column comes as text.</param>
    public static Func<NpgsqlDataReader, int, object?> GetReader(PostgresType type, bool isText) => type switch
    {
        _ when isText => (row, i) => row.GetString(i),
        _ when !IsReadable(type) => ReadUnknown,
        PostgresArrayType array => GetArrayReader(array.Element.OID),
        _ => GetReader(type.OID),
    };

    private static Func<NpgsqlDataReader, int, object?> GetReader(uint type) => type switch
    {
        Int4 => (row, i) => row.GetInt32(i),
        Int8 => (row, i) => row.GetInt64(i),
        Bool => (row, i) => row.GetBoolean(i),
        Text or Varchar or Bpchar or Name => (row, i) => row.GetString(i),
        Char => (row, i) => row.GetChar(i).ToString(),
        Date => ReadDate,
        Time => (row, i) => row.GetFieldValue<TimeSpan>(i),
        Timestamp => (row, i) => ReadTime(row, i, zone: ""),
        TimestampTz => (row, i) => ReadTime(row, i, zone: "+00"),
        Interval => (row, i) => ToTimeSpanOrText(row.GetFieldValue<NpgsqlInterval>(i)),
        Numeric => ReadNumeric,
        Inet => (row, i) => ToAddressOrText(row.GetFieldValue<NpgsqlInet>(i)),
        _ => (row, i) => row.GetValue(i),
    };

    private static Func<NpgsqlDataReader, int, object?> GetArrayReader(uint element) => element switch
    {
        Char => (row, i) => Map<char, string>(row.GetValue(i), value => value.ToString()),
        Date => (row, i) => Map<DateOnly, DateTime>(row.GetValue(i), ToMidnight),
        Time => (row, i) => Map<TimeOnly, TimeSpan>(row.GetValue(i), time => time.ToTimeSpan()),
        TimestampTz => (row, i) => Map<DateTime, DateTime>(row.GetValue(i), TaskRow.ToLocal),
        Interval => ReadIntervals,
        _ => (row, i) => row.GetValue(i),
    };

    private static object? ReadUnknown(NpgsqlDataReader row, int column) => throw new InvalidCastException(
        $"The result has other columns than last time: {row.GetDataTypeName(column)} is new. Run it again.");

    private static object ReadDate(NpgsqlDataReader row, int column)
    {
        const long Epoch = 730_119;
        int days = row.GetFieldValue<int>(column);
        return days switch
        {
            int.MaxValue => DateTime.MaxValue,
            int.MinValue => DateTime.MinValue,
            _ when days + Epoch is >= 0 and <= 3_652_058 => new DateTime((days + Epoch) * TimeSpan.TicksPerDay),
            _ => FarTime.WriteDate(days),
        };
    }

    private static object ReadTime(NpgsqlDataReader row, int column, string zone)
    {
        // Microseconds since the year 2000.
        const long Epoch = 630_822_816_000_000_000;
        long time = row.GetFieldValue<long>(column);
        if (time is long.MaxValue or long.MinValue)
        {
            return time > 0 ? DateTime.MaxValue : DateTime.MinValue;
        }

        if (time < -Epoch / 10 || time > (DateTime.MaxValue.Ticks - Epoch) / 10)
        {
            return FarTime.Write(time) + zone;
        }

        DateTime read = new(Epoch + (time * 10), zone.Length == 0 ? DateTimeKind.Unspecified : DateTimeKind.Utc);
        return zone.Length == 0 ? read : TaskRow.ToLocal(read);
    }

    private static object ReadNumeric(NpgsqlDataReader row, int column)
    {
        try
        {
            return row.GetDecimal(column);
        }
        catch (Exception exception) when (exception is OverflowException or InvalidCastException)
        {
            byte[] bytes = new byte[row.GetBytes(column, 0, null, 0, 0)];
            row.GetBytes(column, 0, bytes, 0, bytes.Length);
            return FarNumber.Read(bytes);
        }
    }

    private static object ReadIntervals(NpgsqlDataReader row, int column)
    {
        object?[] values = Array.ConvertAll(
            row.GetFieldValue<NpgsqlInterval?[]>(column), value => value is { } some ? ToTimeSpanOrText(some) : null);
        return Array.TrueForAll(values, value => value is TimeSpan)
            ? Array.ConvertAll(values, value => (TimeSpan)value!)
            : values;
    }

    private static object ToTimeSpanOrText(NpgsqlInterval interval)
    {
        decimal ticks = (interval.Days * (decimal)TimeSpan.TicksPerDay) + (interval.Time * 10m);
        return interval.Months == 0 && ticks is >= long.MinValue and <= long.MaxValue
            ? new TimeSpan((long)ticks)
            : FarTime.Write(interval);
    }

    private static object ToAddressOrText(NpgsqlInet inet)
    {
        IPAddress address = inet.Address;
        int whole = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        return inet.Netmask == whole ? address : inet.ToString();
    }

    private static DateTime ToMidnight(DateOnly date) =>
        date == DateOnly.MaxValue ? DateTime.MaxValue : date.ToDateTime(TimeOnly.MinValue);

    /// <summary>An array of the same shape with other elements.</summary>
    private static Array Map<TFrom, TTo>(object value, Func<TFrom, TTo> map)
        where TFrom : struct
    {
        Array source = (Array)value;
        bool hasNulls = source.GetType().GetElementType() != typeof(TFrom);
        Type element = hasNulls && typeof(TTo).IsValueType
            ? typeof(Nullable<>).MakeGenericType(typeof(TTo))
            : typeof(TTo);
        int[] lengths = [.. Enumerable.Range(0, source.Rank).Select(source.GetLength)];
        Array target = Array.CreateInstance(element, lengths);
        int[] index = new int[source.Rank];
        for (int i = 0; i < source.Length; i++)
        {
            int rest = i;
            for (int dimension = source.Rank - 1; dimension >= 0; dimension--)
            {
                index[dimension] = rest % lengths[dimension];
                rest /= lengths[dimension];
            }

            target.SetValue(source.GetValue(index) is TFrom from ? map(from) : null, index);
        }

        return target;
    }
}
