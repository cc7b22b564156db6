namespace PgTasks.Postgres;

/// <summary>
/// What a server tells of a store's health. All but <see cref="Tasks"/> read the catalogs alone, so that no lock on the
/// store's tables hides it.
/// </summary>
/// <param name="schema">The store's schema.</param>
internal sealed class HealthStatements(SqlName schema)
{
    /// <summary>
    /// The store's tables, that of the tasks first: name, rows, dead rows, when it was last vacuumed, when analyzed, rows changed
    /// since.
    /// </summary>
    public SqlBuilder Tables() => $"""
        SELECT format('%I.%I', s.schemaname, s.relname), s.n_live_tup, s.n_dead_tup,
            greatest(s.last_vacuum, s.last_autovacuum), greatest(s.last_analyze, s.last_autoanalyze), s.n_mod_since_analyze
        FROM pg_catalog.pg_stat_all_tables s
        WHERE s.schemaname = {schema.Name}
        ORDER BY s.relname <> 'task', s.relname
        """;

    /// <summary>What keeps the server from vacuuming by itself: settings that are off, and the store's tables that it passes by.</summary>
    public SqlBuilder Autovacuum() => $"""
        SELECT g.name, NULL FROM pg_catalog.pg_settings g WHERE g.name IN ('autovacuum', 'track_counts') AND g.setting = 'off'
        UNION ALL
        SELECT NULL, format('%I.%I', n.nspname, c.relname)
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = {schema.Name} AND EXISTS (
            SELECT FROM pg_options_to_table(c.reloptions) o
            WHERE o.option_name = 'autovacuum_enabled' AND NOT o.option_value::boolean)
        """;

    /// <summary>
    /// Who keeps dead rows from being removed, the oldest first: kind, name, role, application, state, for how long, how many
    /// transactions ago, the beginning of what it runs, whether that is hidden from this role.
    /// </summary>
    public SqlBuilder Snapshots() => $"""
        SELECT h.kind, h.name, h.role, h.application, h.state, clock_timestamp() - h.since, h.age, h.query, h.hidden
        FROM (
            SELECT 'session' AS kind, a.pid::text AS name, a.usename::text AS role, a.application_name AS application, a.state,
                a.xact_start AS since, greatest(age(a.backend_xid), age(a.backend_xmin)) AS age, left(a.query, 80) AS query,
                NOT (pg_has_role('pg_read_all_stats', 'USAGE') OR pg_has_role(a.usesysid, 'USAGE')) AS hidden
            FROM pg_catalog.pg_stat_activity a
            WHERE a.pid <> pg_backend_pid() AND (a.backend_xmin IS NOT NULL OR a.backend_xid IS NOT NULL)
                AND (a.datname = current_database() OR a.backend_type = 'walsender')
                AND a.usesysid IS NOT NULL AND a.backend_type IS DISTINCT FROM 'autovacuum worker'
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_progress_vacuum v WHERE v.pid = a.pid)
            UNION ALL
            SELECT 'prepared', p.gid, p.owner::text, NULL, NULL, p.prepared, age(p.transaction), NULL, false
            FROM pg_catalog.pg_prepared_xacts p WHERE p.database = current_database()
            UNION ALL
            SELECT 'slot', r.slot_name::text, NULL, NULL, CASE WHEN r.active THEN 'active' ELSE 'inactive' END, NULL,
                age(r.xmin), NULL, false
            FROM pg_catalog.pg_replication_slots r WHERE r.xmin IS NOT NULL) h
        ORDER BY h.age DESC NULLS LAST LIMIT 20
        """;

    /// <summary>How full the server's queue of notifications is, from 0 to 1.</summary>
    public SqlBuilder Notifications() => $"SELECT pg_notification_queue_usage()";

    /// <summary>Indexes that the server does not use or keep.</summary>
    public SqlBuilder Indexes() => $"""
        SELECT format('%I.%I', n.nspname, c.relname), format('%I.%I', n.nspname, t.relname)
        FROM pg_catalog.pg_index i
        JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
        JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
        WHERE n.nspname = {schema.Name} AND NOT (i.indisvalid AND i.indisready)
        ORDER BY c.relname
        """;

    /// <summary>Triggers that are switched off.</summary>
    public SqlBuilder Triggers() => $"""
        SELECT quote_ident(g.tgname), format('%I.%I', n.nspname, t.relname)
        FROM pg_catalog.pg_trigger g
        JOIN pg_catalog.pg_class t ON t.oid = g.tgrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
        WHERE n.nspname = {schema.Name} AND NOT g.tgisinternal AND g.tgenabled IN ('D', 'R')
        ORDER BY g.tgname
        """;

    /// <summary>Who has locks on the store's tables that hold up whoever writes: process, table, mode, role, application, for how long.</summary>
    public SqlBuilder Locks() => $"""
        SELECT l.pid, format('%I.%I', n.nspname, t.relname), l.mode, a.usename::text, a.application_name, clock_timestamp() - a.xact_start
        FROM pg_catalog.pg_locks l
        JOIN pg_catalog.pg_class t ON t.oid = l.relation
        JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
        LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
        WHERE n.nspname = {schema.Name} AND l.locktype = 'relation' AND l.granted
            AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database())
            AND l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
            AND t.relkind IN ('r', 'p')
        ORDER BY l.pid, t.relname
        """;

    /// <summary>How many tasks there are: pending, running, failed, and about how many in all.</summary>
    public SqlBuilder Tasks() => $"""
        SELECT count(*) FILTER (WHERE t.status = 'pending'), count(*) FILTER (WHERE t.status = 'running'),
            count(*) FILTER (WHERE t.status = 'failed'),
            (SELECT s.n_live_tup FROM pg_catalog.pg_stat_all_tables s WHERE s.schemaname = {schema.Name} AND s.relname = 'task')
        FROM {schema}.task t WHERE {TaskConditions.IsOpen}
        """;
}
