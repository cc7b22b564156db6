using Npgsql;
using NpgsqlTypes;

namespace PgTasks.Postgres;

/// <summary>The columns of a table that a COPY writes, from the catalog.</summary>
internal sealed class TableColumns
{
    private readonly List<(TableColumn Column, CopyType Type, string Quoted)> _columns = [];

    private TableColumns(string table) => Table = table;

    /// <summary>The table with its schema, quoted.</summary>
    public string Table { get; }

    /// <summary>The columns, in the order asked for.</summary>
    public IReadOnlyList<TableColumn> Columns => [.. _columns.Select(column => column.Column)];

    /// <summary>How each is written.</summary>
    public IReadOnlyList<CopyType> Types => [.. _columns.Select(column => column.Type)];

    /// <summary>Their names, quoted.</summary>
    public IReadOnlyList<string> Names => [.. _columns.Select(column => column.Quoted)];

    /// <summary>Finds the columns.</summary>
    /// <exception cref="PgTaskException">ColumnNotFound.</exception>
    public static async Task<TableColumns> FindAsync(
        string table, IReadOnlyList<string> columns, NpgsqlConnection connection, CancellationToken stop)
    {
        const string Sql = """
            WITH RECURSIVE base AS (
                SELECT a.attnum, a.attname, a.atttypid, a.atttypmod, t.oid, t.typtype, t.typbasetype, t.typelem,
                    t.typlen
                FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
                WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped
                UNION ALL
                SELECT b.attnum, b.attname, b.atttypid, b.atttypmod, t.oid, t.typtype, t.typbasetype, t.typelem,
                    t.typlen
                FROM base b JOIN pg_type t ON t.oid = b.typbasetype
                WHERE b.typtype = 'd')
            SELECT b.attname::text, quote_ident(b.attname), format_type(b.atttypid, b.atttypmod),
                COALESCE(e.oid, b.oid), COALESCE(e.typtype, b.typtype) = 'e', e.oid IS NOT NULL,
                (SELECT format('%I.%I', n.nspname, c.relname)
                    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = $1::regclass)
            FROM base b LEFT JOIN pg_type e ON e.oid = b.typelem AND b.typlen = -1
            WHERE b.typtype <> 'd'
            ORDER BY b.attnum
            """;
        await using NpgsqlCommand command = new(Sql, connection)
        {
            Parameters = { new() { Value = table, NpgsqlDbType = NpgsqlDbType.Text } },
        };
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(stop);
        List<(TableColumn Column, CopyType Type, string Quoted)> all = [];
        TableColumns? found = null;
        while (await reader.ReadAsync(stop))
        {
            found ??= new TableColumns(reader.GetString(6));
            CopyType type = CopyType.Find(reader.GetFieldValue<uint>(3), reader.GetBoolean(4), reader.GetBoolean(5));
            TableColumn column = new(reader.GetString(0), reader.GetString(2), type.ValueType);
            all.Add((column, type, reader.GetString(1)));
        }

        found ??= new TableColumns(table);
        foreach (string name in columns)
        {
            int index = Find(all, name);
            found._columns.Add(index >= 0 ? all[index] : throw SqlErrors.ColumnNotFound(table, name));
        }

        return found;
    }

    /// <summary>By the very name, in any case of letters, or without underscores (CreatedAt).</summary>
    private static int Find(List<(TableColumn Column, CopyType Type, string Quoted)> all, string name)
    {
        int index = all.FindIndex(entry => entry.Column.Name == name);
        if (index < 0)
        {
            index = all.FindIndex(entry => entry.Column.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        }

        return index >= 0 ? index : all.FindIndex(entry => entry.Column.Name
            .Replace("_", "", StringComparison.Ordinal).Equals(name, StringComparison.OrdinalIgnoreCase));
    }
}
