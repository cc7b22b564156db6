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

    /// <summary>A value that the server infers the type of, from the text and from where it stands.</summary>
    public static NpgsqlParameter CreateText(object value) =>
        new() { Value = ServerText.Write(value), NpgsqlDbType = NpgsqlDbType.Unknown };

    private static NpgsqlParameter Create(object? value, string name) => value switch
    {
        null => new NpgsqlParameter { Value = DBNull.Value },
        string or ExactValue => CreateText(value),
        Array array and not byte[] => ArrayParameter.Create(array, name),
        _ when ParameterType.Find(value) is { } type =>
            new NpgsqlParameter { Value = type.ToServer(value), NpgsqlDbType = type.Type },
        _ => throw SqlErrors.ParameterTypeNotSupported(name, value.GetType()),
    };
}
