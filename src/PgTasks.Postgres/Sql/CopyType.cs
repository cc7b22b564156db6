using Npgsql;
using NpgsqlTypes;

namespace PgTasks.Postgres;

/// <summary>How the values of a type go into a binary COPY.</summary>
/// <param name="ValueType">What is written.</param>
/// <param name="IsStaged">Whether as text only: the server casts it afterwards.</param>
/// <param name="WriteAsync">Writes one that is not null.</param>
internal sealed record CopyType(
    Type ValueType, bool IsStaged, Func<NpgsqlBinaryImporter, object, CancellationToken, Task> WriteAsync)
{
    private static readonly CopyType s_text = Plain<string>(NpgsqlDbType.Text);
    private static readonly CopyType s_textArray = Plain<string[]>(NpgsqlDbType.Array | NpgsqlDbType.Text);
    private static readonly CopyType s_staged = s_text with { IsStaged = true };
    private static readonly CopyType s_stagedArray = new(
        typeof(string[]),
        true,
        (importer, value, stop) => importer.WriteAsync(ArrayLiteral.Write((string?[])value), NpgsqlDbType.Text, stop));


    // Types whose binary form is their text are written as text; array headers name the element type, though.
    private static readonly Dictionary<uint, (CopyType One, CopyType Array)> s_types = new()
    {
        [16] = Value<bool>(NpgsqlDbType.Boolean),
        [17] = Reference<byte[]>(NpgsqlDbType.Bytea),
        [19] = (s_text, s_stagedArray),
        [20] = Value<long>(NpgsqlDbType.Bigint),
        [21] = Value<short>(NpgsqlDbType.Smallint),
        [23] = Value<int>(NpgsqlDbType.Integer),
        [25] = (s_text, s_textArray),
        [26] = Value<uint>(NpgsqlDbType.Oid),
        [114] = Json(NpgsqlDbType.Json),
        [142] = (s_text, s_stagedArray),
        [700] = Value<float>(NpgsqlDbType.Real),
        [701] = Value<double>(NpgsqlDbType.Double),
        [1042] = (s_text, s_stagedArray),
        [1043] = (s_text, Plain<string[]>(NpgsqlDbType.Array | NpgsqlDbType.Varchar)),
        [1082] = Value<DateOnly>(NpgsqlDbType.Date),
        [1083] = Value<TimeSpan>(NpgsqlDbType.Time),
        [1114] = Times(NpgsqlDbType.Timestamp, ToWallClock),
        [1184] = Times(NpgsqlDbType.TimestampTz, time => TaskRow.ToUtc(time)!.Value),
        [1700] = Value<decimal>(NpgsqlDbType.Numeric),
        [2950] = Value<Guid>(NpgsqlDbType.Uuid),
        [3802] = Json(NpgsqlDbType.Jsonb),
    };

    /// <summary>For a base type, or an array of it.</summary>
    public static CopyType Find(uint type, bool isEnum, bool isArray) => s_types.TryGetValue(type, out var known)
        ? (isArray ? known.Array : known.One)
        : isArray ? s_stagedArray : isEnum ? s_text : s_staged;

    private static CopyType Plain<T>(NpgsqlDbType type)
        where T : class =>
        new(typeof(T), false, (importer, value, stop) => importer.WriteAsync((T)value, type, stop));

    private static (CopyType One, CopyType Array) Reference<T>(NpgsqlDbType type)
        where T : class =>
        (Plain<T>(type), Plain<T[]>(NpgsqlDbType.Array | type));

    private static (CopyType One, CopyType Array) Value<T>(NpgsqlDbType type)
        where T : struct =>
        (new CopyType(typeof(T), false, (importer, value, stop) => importer.WriteAsync((T)value, type, stop)),
            Plain<T?[]>(NpgsqlDbType.Array | type));

    private static (CopyType One, CopyType Array) Json(NpgsqlDbType type) => (
        new CopyType(
            typeof(SqlJson),
            false,
            (importer, value, stop) => importer.WriteAsync(((SqlJson)value).Text, type, stop)),
        new CopyType(
            typeof(SqlJson?[]),
            false,
            (importer, value, stop) => importer.WriteAsync(
                Array.ConvertAll((SqlJson?[])value, json => json?.Text), NpgsqlDbType.Array | type, stop)));

    private static (CopyType One, CopyType Array) Times(NpgsqlDbType type, Func<DateTime, DateTime> toServer) => (
        new CopyType(
            typeof(DateTime),
            false,
            (importer, value, stop) => importer.WriteAsync(toServer((DateTime)value), type, stop)),
        new CopyType(
            typeof(DateTime?[]),
            false,
            (importer, value, stop) => importer.WriteAsync(
                Array.ConvertAll((DateTime?[])value, time => time is { } some ? toServer(some) : (DateTime?)null),
                NpgsqlDbType.Array | type,
                stop)));

    private static DateTime ToWallClock(DateTime time) => time == DateTime.MaxValue || time == DateTime.MinValue
        ? time
        : DateTime.SpecifyKind(
            time.Kind == DateTimeKind.Utc ? time.ToLocalTime() : time, DateTimeKind.Unspecified);
}
