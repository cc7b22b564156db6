using System.Net;
using System.Numerics;
using NpgsqlTypes;

namespace PgTasks.Postgres;

/// <summary>How values go as a parameter.</summary>
/// <param name="Type">As what.</param>
/// <param name="ValueType">What Npgsql is given for it.</param>
/// <param name="ToServer">Makes that of a value.</param>
internal sealed record ParameterType(NpgsqlDbType Type, Type ValueType, Func<object, object> ToServer)
{
    public static readonly ParameterType Smallint = Create(NpgsqlDbType.Smallint, value => Convert.ToInt16(value, null));
    public static readonly ParameterType Integer = Create(NpgsqlDbType.Integer, value => (int)ToInt64(value));
    public static readonly ParameterType Bigint = Create(NpgsqlDbType.Bigint, ToInt64);
    public static readonly ParameterType Whole = Create(NpgsqlDbType.Numeric, ToBigInteger);
    public static readonly ParameterType Number = Create(NpgsqlDbType.Numeric, value => Convert.ToDecimal(value, null));
    public static readonly ParameterType Double = Create(NpgsqlDbType.Double, ToDouble);
    public static readonly ParameterType Timestamp = Create(NpgsqlDbType.Timestamp, ToTimestamp);
    public static readonly ParameterType TimestampTz = Create(NpgsqlDbType.TimestampTz, ToTimestampTz);
    private static readonly ParameterType s_real = Create(NpgsqlDbType.Real, value => (float)value);
    private static readonly ParameterType s_boolean = Create(NpgsqlDbType.Boolean, value => (bool)value);
    private static readonly ParameterType s_uuid = Create(NpgsqlDbType.Uuid, value => (Guid)value);
    private static readonly ParameterType s_date = Create(NpgsqlDbType.Date, ToDays);
    private static readonly ParameterType s_time = Create(NpgsqlDbType.Time, value => (TimeOnly)value);
    private static readonly ParameterType s_interval = Create(NpgsqlDbType.Interval, value => (TimeSpan)value);
    private static readonly ParameterType s_inet = Create(NpgsqlDbType.Inet, value => (IPAddress)value);
    private static readonly ParameterType s_bytea = Create(NpgsqlDbType.Bytea, value => (byte[])value);
    private static readonly ParameterType s_jsonb = Create(NpgsqlDbType.Jsonb, value => ((SqlJson)value).Text);

    /// <summary>
    /// The type of a value; null for a text, which has none. Whole numbers are what a number in SQL itself is: integer
    /// where they fit, else bigint, else numeric. A time without a zone stays without one.
    /// </summary>
    public static ParameterType? Find(object value) => value switch
    {
        int => Integer,
        bool => s_boolean,
        byte or sbyte or short => Smallint,
        ushort or uint or long or ulong or BigInteger => FindWhole(ToBigInteger(value)),
        decimal => Number,
        float => s_real,
        double => Double,
        Guid => s_uuid,
        DateTime { Kind: DateTimeKind.Unspecified } => Timestamp,
        DateTime or DateTimeOffset => TimestampTz,
        DateOnly => s_date,
        TimeOnly => s_time,
        TimeSpan => s_interval,
        IPAddress => s_inet,
        byte[] => s_bytea,
        SqlJson => s_jsonb,
        _ => null,
    };

    /// <summary>The smallest of integer, bigint and numeric that holds it.</summary>
    public static ParameterType FindWhole(BigInteger value) =>
        value >= int.MinValue && value <= int.MaxValue ? Integer
        : value >= long.MinValue && value <= long.MaxValue ? Bigint
        : Whole;

    /// <summary>Whether a value is a whole number by its type.</summary>
    public static bool IsWhole(object value) =>
        value is int or long or byte or sbyte or short or ushort or uint or ulong or BigInteger;

    /// <summary>Any whole number.</summary>
    public static BigInteger ToBigInteger(object value) => value switch
    {
        BigInteger number => number,
        ulong number => number,
        _ => ToInt64(value),
    };

    private static ParameterType Create<T>(NpgsqlDbType type, Func<object, T> toServer)
        where T : notnull =>
        new(type, typeof(T), value => toServer(value));

    private static long ToInt64(object value) => value is BigInteger number ? (long)number : Convert.ToInt64(value, null);

    private static double ToDouble(object value) =>
        value is BigInteger number ? (double)number : Convert.ToDouble(value, null);

    // Times go as the numbers that the server keeps: Npgsql takes the ends of .NET's calendar for infinity.
    private static int ToDays(object value) => ((DateOnly)value).DayNumber - BinaryTime.EpochDays;

    private static long ToTimestamp(object value) => value switch
    {
        DateOnly date => ToMicroseconds(date.ToDateTime(TimeOnly.MinValue)),
        _ => ToMicroseconds((DateTime)value),
    };

    private static long ToTimestampTz(object value) => value switch
    {
        DateTimeOffset time => ToMicroseconds(time.UtcDateTime, isInfinite: false),
        DateOnly date => ToTimestampTz(date.ToDateTime(TimeOnly.MinValue)),
        DateTime time when time == DateTime.MaxValue => long.MaxValue,
        _ => ToMicroseconds(((DateTime)value).ToUniversalTime(), isInfinite: false),
    };

    private static long ToMicroseconds(DateTime time, bool isInfinite = true) =>
        isInfinite && time == DateTime.MaxValue
            ? long.MaxValue
            : (long)Math.Floor((time.Ticks - BinaryTime.EpochTicks) / 10m);
}
