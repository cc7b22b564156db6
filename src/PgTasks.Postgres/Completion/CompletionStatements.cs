using System.Globalization;

namespace PgTasks.Postgres;

/// <summary>What may be typed, a hundred rows at most: a text, and what is shown beside it.</summary>
/// <param name="schema">The store's schema.</param>
internal sealed class CompletionStatements(SqlName schema)
{
    // Whoever has more open tasks than these is offered the projects and tags of the latest.
    private const int Looked = 20_000;

    private static readonly SqlBuilder s_open = $"t.status IN ('pending', 'running', 'failed')";
    private static readonly SqlBuilder s_running = $"t.status = 'running'";
    private static readonly SqlBuilder s_ended = $"t.status IN ('completed', 'failed', 'cancelled')";

    /// <summary>Open tasks, in their order.</summary>
    public SqlBuilder OpenTasks(string begun) => Tasks(begun, s_open, $"ORDER BY t.id");

    /// <summary>Tasks that somebody has begun, in their order.</summary>
    public SqlBuilder RunningTasks(string begun) => Tasks(begun, s_running, $"ORDER BY t.id");

    /// <summary>Tasks that have ended, the latest first.</summary>
    public SqlBuilder EndedTasks(string begun) => Tasks(begun, s_ended, $"ORDER BY t.id DESC");

    /// <summary>Projects of the latest open tasks.</summary>
    public SqlBuilder Projects(string begun) => $"""
        SELECT t.project, count(*) || ' open'
        FROM (SELECT t.project FROM {schema}.task t WHERE {s_open} ORDER BY t.id DESC LIMIT {Looked}) t
        WHERE starts_with(lower(t.project), lower({begun})) AND t.project <> ''
        GROUP BY t.project ORDER BY t.project LIMIT 100
        """;

    /// <summary>Projects that are paused.</summary>
    public SqlBuilder PausedProjects(string begun) => $"""
        SELECT p.project, 'paused' || coalesce(' by ' || p.paused_by, '') || coalesce(': ' || p.reason, '')
        FROM {schema}.paused_project p WHERE starts_with(lower(p.project), lower({begun}))
        ORDER BY p.project LIMIT 100
        """;

    /// <summary>Tags of the latest open tasks.</summary>
    public SqlBuilder Tags(string begun) => $"""
        SELECT tag, count(*) || ' open'
        FROM (SELECT t.tags FROM {schema}.task t WHERE {s_open} ORDER BY t.id DESC LIMIT {Looked}) t, unnest(t.tags) tag
        WHERE starts_with(lower(tag), lower({begun})) AND tag <> ''
        GROUP BY tag ORDER BY tag LIMIT 100
        """;

    /// <summary>Whom the latest open tasks are assigned to, and the roles that may log in.</summary>
    public SqlBuilder People(string begun) => $"""
        SELECT p.name, CASE WHEN count(p.task) = 0 THEN 'role' ELSE count(p.task) || ' open' END
        FROM (
            SELECT t.assigned_to AS name, t.id AS task
            FROM (SELECT t.id, t.assigned_to FROM {schema}.task t WHERE {s_open} ORDER BY t.id DESC LIMIT {Looked}) t
            UNION ALL SELECT rolname::text, NULL FROM pg_catalog.pg_roles WHERE rolcanlogin) p
        WHERE starts_with(lower(p.name), lower({begun})) AND p.name <> ''
        GROUP BY p.name ORDER BY count(p.task) DESC, p.name LIMIT 100
        """;

    /// <summary>The server's databases.</summary>
    public SqlBuilder Databases(string begun) => $"""
        SELECT datname::text, 'of ' || pg_get_userbyid(datdba)
        FROM pg_catalog.pg_database
        WHERE datallowconn AND NOT datistemplate AND has_database_privilege(oid, 'CONNECT')
            AND starts_with(lower(datname), lower({begun}))
        ORDER BY datname LIMIT 100
        """;

    /// <summary>Text search configurations that need no schema before their name.</summary>
    public SqlBuilder Languages(string begun) => $"""
        SELECT cfgname::text, coalesce(obj_description(oid, 'pg_ts_config'), 'text search configuration')
        FROM pg_catalog.pg_ts_config
        WHERE pg_ts_config_is_visible(oid) AND starts_with(lower(cfgname), lower({begun}))
        ORDER BY cfgname LIMIT 100
        """;

    /// <summary>The server's roles that may log in.</summary>
    public SqlBuilder Roles(string begun) => $"""
        SELECT rolname::text, CASE WHEN rolsuper THEN 'superuser' ELSE 'role' END
        FROM pg_catalog.pg_roles
        WHERE rolcanlogin AND starts_with(lower(rolname), lower({begun}))
        ORDER BY rolname LIMIT 100
        """;

    /// <summary>Schemas of the database, those with a store first.</summary>
    public SqlBuilder Schemas(string begun) => $"""
        SELECT n.nspname::text, CASE WHEN c.oid IS NULL THEN 'schema' ELSE 'store of tasks' END
        FROM pg_catalog.pg_namespace n
        LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = 'task' AND c.relkind IN ('r', 'p')
        WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND starts_with(lower(n.nspname), lower({begun}))
        ORDER BY c.oid IS NULL, n.nspname LIMIT 100
        """;

    /// <summary>Tables and views that can be read.</summary>
    public SqlBuilder ReadTables(string begun) => Tables(begun, $"'SELECT'", $"'r', 'p', 'v', 'm', 'f'");

    /// <summary>Tables that can be filled.</summary>
    public SqlBuilder FilledTables(string begun) => Tables(begun, $"'INSERT'", $"'r', 'p', 'f'");

    /// <summary>A table's columns, in its order.</summary>
    public SqlBuilder Columns(string begun, string table) => $"""
        SELECT attname::text, format_type(atttypid, atttypmod)
        FROM pg_catalog.pg_attribute
        WHERE attrelid = to_regclass({table}) AND attnum > 0 AND NOT attisdropped
            AND starts_with(lower(attname), lower({begun}))
        ORDER BY attnum LIMIT 100
        """;

    private SqlBuilder Tasks(string begun, SqlBuilder where, SqlBuilder order)
    {
        string number = begun.TrimStart('#');
        if (number.Length == 0)
        {
            return $"SELECT t.id::text, t.title FROM {schema}.task t WHERE {where} {order} LIMIT 100";
        }

        if (!number.All(char.IsAsciiDigit))
        {
            return $"""
                SELECT t.id::text, t.title FROM {schema}.task t
                WHERE {where} AND strpos(lower(t.title), lower({begun})) > 0 {order} LIMIT 100
                """;
        }

        // As ranges, which an index on id serves: 1, 10 to 19, 100 to 199, and so on.
        List<long> first = [];
        List<long> last = [];
        for (UInt128 low = UInt128.Parse(number, CultureInfo.InvariantCulture), width = 1;
            low > 0 && low <= long.MaxValue; low *= 10, width *= 10)
        {
            first.Add((long)low);
            last.Add((long)UInt128.Min(low + width - 1, long.MaxValue));
        }

        return $"""
            SELECT t.id::text, t.title
            FROM (SELECT unnest({first.ToArray()}) AS first, unnest({last.ToArray()}) AS last) r
            CROSS JOIN LATERAL (
                SELECT t.id, t.title FROM {schema}.task t
                WHERE t.id BETWEEN r.first AND r.last AND {where} {order} LIMIT 100) t
            {order} LIMIT 100
            """;
    }

    private static SqlBuilder Tables(string begun, SqlBuilder privilege, SqlBuilder kinds)
    {
        SqlBuilder whole = $"quote_ident(n.nspname) || '.' || quote_ident(c.relname)";
        SqlBuilder bare = $"n.nspname || '.' || c.relname";
        return $"""
            SELECT CASE WHEN pg_table_is_visible(c.oid) AND strpos({begun}, '.') = 0 THEN quote_ident(c.relname) ELSE {whole} END,
                CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table' ELSE 'table' END
                || ' in ' || n.nspname
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ({kinds}) AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                AND (starts_with(lower(c.relname), lower({begun})) OR starts_with(lower(quote_ident(c.relname)), lower({begun}))
                    OR starts_with(lower({bare}), lower({begun})) OR starts_with(lower({whole}), lower({begun})))
                AND has_table_privilege(c.oid, {privilege}) AND has_schema_privilege(n.oid, 'USAGE')
            ORDER BY NOT pg_table_is_visible(c.oid), n.nspname, c.relname LIMIT 100
            """;
    }
}
