using Npgsql;
using NpgsqlTypes;

namespace PgTasks.Postgres;

/// <summary>The columns of a table that a COPY writes, from the catalog.</summary>
internal sealed class TableColumns
{
    private readonly List<TargetColumn> _all = [];
    private readonly List<TargetColumn> _targets = [];

    private TableColumns(string table, string relation, bool hasTriggers)
    {
        Table = table;
        Relation = relation;
        HasTriggers = hasTriggers;
    }

    /// <summary>The table with its schema, quoted.</summary>
    public string Table { get; }

    /// <summary>Its bare name, as it stands in the server's messages.</summary>
    public string Relation { get; }

    /// <summary>Whether the server may refuse a row after it has read all of them, as for a foreign key.</summary>
    public bool HasTriggers { get; }

    /// <summary>The columns, in the order asked for; null for one that is ignored.</summary>
    public IReadOnlyList<TableColumn?> Asked { get; private set; } = [];

    /// <summary>Those that are written.</summary>
    public IReadOnlyList<TargetColumn> Targets => _targets;

    /// <summary>Whether there is a column of this name; in any case of letters, or without underscores.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>Finds the columns.</summary>
    /// <exception cref="PgTaskException">ColumnNotFound.</exception>
    public static async Task<TableColumns> FindAsync(
        CopyRequest request, NpgsqlConnection connection, CancellationToken stop)
    {
        // The types that have an empty text as one of their values: texts, bytes, bits, vectors, and whatever is not
        // the server's own.
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
                WHERE b.typtype = 'd'),
            one AS (
                SELECT b.*, e.oid IS NOT NULL AS is_array, COALESCE(e.oid, b.oid) AS one
                FROM base b LEFT JOIN pg_type e ON e.oid = b.typelem AND b.typlen = -1
                    AND b.oid NOT IN ('int2vector'::regtype, 'oidvector'::regtype)
                WHERE b.typtype <> 'd')
            SELECT o.attname::text, quote_ident(o.attname), format_type(o.atttypid, o.atttypmod), o.is_array,
                CASE WHEN t.typcategory = 'S' THEN 'Text' WHEN t.oid IN (20, 21, 23, 26) THEN 'Integer'
                    WHEN t.oid = 1083 THEN 'Time' WHEN t.oid IN (114, 3802) THEN 'Json' ELSE 'Other' END,
                t.typcategory = 'S' OR t.oid IN (17, 18, 22, 30, 142, 1562, 1790, 3614, 3615)
                    OR (t.oid >= 16384 AND t.typtype = 'b')
                    OR EXISTS (SELECT FROM pg_enum WHERE enumtypid = t.oid AND enumlabel = ''),
                t.typdelim, format('%I.%I', n.nspname, c.relname), c.relname::text, c.relhastriggers
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                LEFT JOIN (one o JOIN pg_type t ON t.oid = o.one) ON true
            WHERE c.oid = $1::regclass
            ORDER BY o.attnum
            """;
        await using NpgsqlCommand command = new(Sql, connection)
        {
            Parameters = { new() { Value = request.Table, NpgsqlDbType = NpgsqlDbType.Text } },
        };
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(stop);
        TableColumns? found = null;
        while (await reader.ReadAsync(stop))
        {
            found ??= new TableColumns(reader.GetString(7), reader.GetString(8), reader.GetBoolean(9));
            if (!await reader.IsDBNullAsync(0, stop))
            {
                TableColumn column = new(
                    reader.GetString(0),
                    reader.GetString(2),
                    Enum.Parse<ValueKind>(reader.GetString(4)),
                    reader.GetBoolean(3),
                    reader.GetBoolean(5));
                found._all.Add(new TargetColumn(column, reader.GetString(1), reader.GetChar(6)));
            }
        }

        found!.Choose(request);
        return found;
    }

    private void Choose(CopyRequest request)
    {
        TableColumn?[] asked = new TableColumn?[request.Columns.Count];
        for (int i = 0; i < asked.Length; i++)
        {
            string name = request.Columns[i];
            TargetColumn? target = Find(name);
            if (target is not null)
            {
                asked[i] = target.Column;
                _targets.Add(target);
            }
            else if (!request.IgnoresUnknown)
            {
                throw SqlErrors.ColumnNotFound(request.Table, name);
            }
        }

        Asked = asked;
    }

    /// <summary>By the very name, in any case of letters, or without underscores (CreatedAt).</summary>
    private TargetColumn? Find(string name) =>
        _all.Find(entry => entry.Column.Name == name)
        ?? _all.Find(entry => entry.Column.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? _all.Find(entry => entry.Column.Name
            .Replace("_", "", StringComparison.Ordinal).Equals(name, StringComparison.OrdinalIgnoreCase));
}
