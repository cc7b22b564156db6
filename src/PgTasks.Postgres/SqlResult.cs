using Npgsql;
using Npgsql.PostgresTypes;

namespace PgTasks.Postgres;

/// <summary>Reads the rows of any result, each column by its type.</summary>
internal sealed class SqlResult
{
    private readonly SqlColumns _columns;
    private readonly Func<NpgsqlDataReader, int, object?>[] _read;

    /// <summary>The reader's current result.</summary>
    public SqlResult(NpgsqlDataReader reader)
    {
        string[] names = new string[reader.FieldCount];
        bool[] isJson = new bool[reader.FieldCount];
        _read = new Func<NpgsqlDataReader, int, object?>[reader.FieldCount];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = reader.GetName(i);
            isJson[i] = SqlValues.IsJson(reader.GetPostgresType(i));
            _read[i] = SqlValues.GetReader(reader.GetPostgresType(i), reader.GetFieldType(i));
        }

        _columns = new SqlColumns(names, isJson);
    }

    /// <summary>The columns whose values only the server can write as text; null where there are none.</summary>
    public static bool[]? FindTextColumns(NpgsqlDataReader reader)
    {
        bool[] text = new bool[reader.FieldCount];
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = !SqlValues.IsReadable(reader.GetPostgresType(i));
        }

        return text.Contains(true) ? text : null;
    }

    /// <summary>Whether a column should have come as text and did not: the table has changed.</summary>
    public static bool IsStale(NpgsqlDataReader reader) => Enumerable.Range(0, reader.FieldCount).Any(
        i => !SqlValues.IsReadable(reader.GetPostgresType(i)) && reader.GetFieldType(i) != typeof(string));

    /// <summary>The reader's current row.</summary>
    /// <exception cref="PgTaskException">ValueNotReadable.</exception>
    public SqlRow Read(NpgsqlDataReader reader)
    {
        object?[] values = new object?[_read.Length];
        for (int i = 0; i < values.Length; i++)
        {
            if (!reader.IsDBNull(i))
            {
                values[i] = Read(reader, i);
            }
        }

        return new SqlRow(_columns, values);
    }

    private object? Read(NpgsqlDataReader reader, int column)
    {
        try
        {
            return _read[column](reader, column);
        }
        catch (Exception exception) when (exception is InvalidCastException or OverflowException or ArgumentException)
        {
            throw SqlErrors.ValueNotReadable(_columns.Names[column], reader.GetDataTypeName(column), exception);
        }
    }
}
