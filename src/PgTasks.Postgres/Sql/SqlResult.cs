using Npgsql;

namespace PgTasks.Postgres;

/// <summary>Reads the rows of any result, each column by its type.</summary>
internal sealed class SqlResult
{
    private readonly SqlColumns _columns;
    private readonly Func<NpgsqlDataReader, int, object?>[] _read;

    /// <summary>The reader's current result.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="textColumns">The columns that were asked for as text; null for none.</param>
    public SqlResult(NpgsqlDataReader reader, bool[]? textColumns)
    {
        string[] names = new string[reader.FieldCount];
        bool[] isJson = new bool[reader.FieldCount];
        _read = new Func<NpgsqlDataReader, int, object?>[reader.FieldCount];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = reader.GetName(i);
            isJson[i] = SqlValues.IsJson(reader.GetPostgresType(i));
            bool isText = textColumns?.ElementAtOrDefault(i) ?? false;
            _read[i] = SqlValues.GetReader(reader.GetPostgresType(i), isText);
            IsStale |= !isText && !SqlValues.IsReadable(reader.GetPostgresType(i));
        }

        _columns = new SqlColumns(names, isJson);
    }

    /// <summary>Whether a column should have been asked for as text and was not: the table has changed.</summary>
    public bool IsStale { get; }

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
