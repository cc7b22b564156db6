using System.Net;
using System.Numerics;
using Npgsql;
using NpgsqlTypes;

namespace PgTasks.Postgres;

/// <summary>A user's values as parameters: by their .NET type, and texts as what the server takes them for.</summary>
internal static class SqlParameters
{
    /// <summary>Adds the parameters of a statement.</summary>
    /// <exception cref="PgTaskException">ParameterMissing, ParameterTypeNotSupported.</exception>
    public static void Add(NpgsqlParameterCollection parameters, SqlText text, SqlStatement statement, object?[] values)
    {
        foreach (int argument in statement.Arguments)
        {
            if (argument >= values.Length)
            {
                throw SqlErrors.ParameterMissing(text.IsPositional ? "$" : "@", text.Names[argument]);
            }

            parameters.Add(Create(values[argument], text.Names[argument]));
        }
    }

    private static NpgsqlParameter Create(object? value, string name) => value switch
    {
        null => new NpgsqlParameter { Value = DBNull.Value },
        string text => new NpgsqlParameter { Value = text, NpgsqlDbType = NpgsqlDbType.Unknown },
        SqlJson json => new NpgsqlParameter { Value = json.Text, NpgsqlDbType = NpgsqlDbType.Jsonb },
        byte[] bytes => new NpgsqlParameter { Value = bytes, NpgsqlDbType = NpgsqlDbType.Bytea },
        Array array => CreateArray(array, name),
        _ when GetType(value) is { } type => new NpgsqlParameter { Value = ToServer(value), NpgsqlDbType = type },
        _ => throw SqlErrors.ParameterTypeNotSupported(name, value.GetType()),
    };

    /// <summary>Elements of one type make an array of it; that of texts, or of none, the server infers.</summary>
    private static NpgsqlParameter CreateArray(Array array, string name)
    {
        object?[] elements = [.. array.Cast<object?>().Select(ToServer)];
        object[] present = [.. elements.OfType<object>()];
        if (present.Length == 0 || present is [string, ..])
        {
            string?[] texts = Array.ConvertAll(elements, element => element as string);
            return new NpgsqlParameter { Value = ArrayLiteral.Write(texts), NpgsqlDbType = NpgsqlDbType.Unknown };
        }

        if (present is [SqlJson, ..])
        {
            return new NpgsqlParameter
            {
                Value = Array.ConvertAll(elements, element => ((SqlJson?)element)?.Text),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb,
            };
        }

        if (GetType(present[0]) is not { } type)
        {
            throw SqlErrors.ParameterTypeNotSupported(name, present[0].GetType());
        }

        Type element = present[0].GetType();
        Type nullable = element.IsValueType ? typeof(Nullable<>).MakeGenericType(element) : element;
        Array typed = Array.CreateInstance(nullable, elements.Length);
        for (int i = 0; i < elements.Length; i++)
        {
            typed.SetValue(elements[i], i);
        }

        return new NpgsqlParameter { Value = typed, NpgsqlDbType = NpgsqlDbType.Array | type };
    }

    private static NpgsqlDbType? GetType(object value) => value switch
    {
        bool => NpgsqlDbType.Boolean,
        byte or sbyte or short => NpgsqlDbType.Smallint,
        int or ushort => NpgsqlDbType.Integer,
        long or uint => NpgsqlDbType.Bigint,
        ulong or decimal or BigInteger => NpgsqlDbType.Numeric,
        float => NpgsqlDbType.Real,
        double => NpgsqlDbType.Double,
        Guid => NpgsqlDbType.Uuid,
        DateTime or DateTimeOffset => NpgsqlDbType.TimestampTz,
        DateOnly => NpgsqlDbType.Date,
        TimeOnly => NpgsqlDbType.Time,
        TimeSpan => NpgsqlDbType.Interval,
        IPAddress => NpgsqlDbType.Inet,
        byte[] => NpgsqlDbType.Bytea,
        _ => null,
    };

    private static object? ToServer(object? value) => value switch
    {
        byte number => (short)number,
        sbyte number => (short)number,
        ushort number => (int)number,
        uint number => (long)number,
        ulong number => (decimal)number,
        DateTime time => TaskRow.ToUtc(time),
        DateTimeOffset time => time.UtcDateTime,
        _ => value,
    };
}
