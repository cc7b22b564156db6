using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace PgTasks.Postgres;

/// <summary>
/// SQL written as an interpolated string. Only what stands in the source becomes text: a hole is a parameter, unless it is
/// another such string, or a name, which is quoted.
/// </summary>
[InterpolatedStringHandler]
internal sealed class SqlBuilder
{
    private readonly List<object> _parts;

    /// <summary>Called by the compiler.</summary>
    public SqlBuilder(int literalLength, int formattedCount)
    {
        _ = literalLength;
        _parts = new List<object>((formattedCount * 2) + 1);
    }

    private SqlBuilder() => _parts = [];

    /// <summary>The text, with $1 and so on for the parameters.</summary>
    public string Text => Write(new NpgsqlCommand().Parameters);

    /// <summary>Called by the compiler.</summary>
    public void AppendLiteral([ConstantExpected] string text) => _parts.Add(text);

    /// <summary>A name, quoted.</summary>
    public void AppendFormatted(SqlName name) => _parts.Add(name.Quoted);

    /// <summary>A part of a statement, with its parameters.</summary>
    public void AppendFormatted(SqlBuilder part) => _parts.AddRange(part._parts);

    /// <summary>A parameter; one that comes again has the same number.</summary>
    public void AppendFormatted(NpgsqlParameter parameter) => _parts.Add(parameter);

    /// <summary>A value, which travels as a parameter.</summary>
    public void AppendFormatted<T>(T value) => _parts.Add(CreateParameter(value));

    /// <summary>A parameter with a value, to stand in several places.</summary>
    public static NpgsqlParameter CreateParameter<T>(T value) =>
        new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = ParameterType<T>.Sent };

    /// <summary>Several parts, with the same text between each two.</summary>
    public static SqlBuilder Join([ConstantExpected] string separator, IEnumerable<SqlBuilder> parts)
    {
        SqlBuilder joined = new();
        foreach (SqlBuilder part in parts)
        {
            if (joined._parts.Count > 0)
            {
                joined._parts.Add(separator);
            }

            joined._parts.AddRange(part._parts);
        }

        return joined;
    }

    /// <summary>A text as a literal in the statement, for what the planner is to see.</summary>
    public static SqlBuilder Literal(string text)
    {
        string quoted = text.Replace("'", "''", StringComparison.Ordinal);
        bool escapes = text.Contains('\\', StringComparison.Ordinal);
        return OfText(escapes ? $"E'{quoted.Replace("\\", "\\\\", StringComparison.Ordinal)}'" : $"'{quoted}'");
    }

    /// <summary>A number in the statement, where no parameter may stand.</summary>
    public static SqlBuilder Literal(int number) => OfText(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>The statement with its parameters, to run once.</summary>
    public NpgsqlCommand CreateCommand(NpgsqlConnection? connection = null)
    {
        NpgsqlCommand command = new() { Connection = connection };
        command.CommandText = Write(command.Parameters);
        return command;
    }

    /// <summary>Adds the statement with its parameters to those that go in one round trip.</summary>
    public void AddTo(NpgsqlBatch batch)
    {
        NpgsqlBatchCommand command = new();
        command.CommandText = Write(command.Parameters);
        batch.BatchCommands.Add(command);
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static SqlBuilder OfText(string text)
    {
        SqlBuilder part = new();
        part._parts.Add(text);
        return part;
    }

    private string Write(NpgsqlParameterCollection collection)
    {
        StringBuilder text = new();
        List<NpgsqlParameter> parameters = [];
        foreach (object part in _parts)
        {
            if (part is not NpgsqlParameter parameter)
            {
                text.Append((string)part);
                continue;
            }

            int index = parameters.IndexOf(parameter);
            if (index < 0)
            {
                index = parameters.Count;
                parameters.Add(parameter);
                collection.Add(parameter.Clone());
            }

            text.Append(CultureInfo.InvariantCulture, $"${index + 1}");
        }

        return text.ToString();
    }

    private static class ParameterType<T>
    {
        public static readonly NpgsqlDbType Sent = Find(Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T));

        private static NpgsqlDbType Find(Type type) => type switch
        {
            _ when type == typeof(string) => NpgsqlDbType.Text,
            _ when type == typeof(bool) => NpgsqlDbType.Boolean,
            _ when type == typeof(int) => NpgsqlDbType.Integer,
            _ when type == typeof(long) => NpgsqlDbType.Bigint,
            _ when type == typeof(DateTime) => NpgsqlDbType.TimestampTz,
            { IsArray: true } => NpgsqlDbType.Array | Find(type.GetElementType()!),
            _ => throw new NotSupportedException($"No parameter is a {type}."),
        };
    }
}
