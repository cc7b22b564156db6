namespace PgTasks.Postgres;

/// <summary>The statements that tell what becomes of a store's tasks, each whole.</summary>
/// <param name="schema">The store's schema.</param>
/// <param name="actor">Who asks.</param>
internal sealed class ChangeStatements(SqlName schema, string actor)
{
    /// <summary>How many changes are read at once.</summary>
    public const int PageSize = 500;

    private readonly SqlBuilder _columns = TaskRow.GetColumns(schema);

    /// <summary>
    /// Those of the tasks that have ended, in the order in which they did, and nulls of those that are not there; the number
    /// comes last.
    /// </summary>
    public SqlBuilder FindEnded(long[] ids) => $"""
        SELECT {_columns}, i.id
        FROM unnest({ids}) i (id) LEFT JOIN {schema}.task t ON t.id = i.id
        WHERE t.id IS NULL OR t.status IN ('completed', 'failed', 'cancelled')
        ORDER BY t.updated_at, i.id
        """;

    /// <summary>Registers who watches, or keeps it registered: its number, whether that is new, and its channel.</summary>
    public SqlBuilder KeepWatch(long? known, bool waits, string? seen, int seconds) => $"""
        SELECT k.watcher_id, k.is_new, k.channel
        FROM {schema}.keep_watch({known}, {actor}, {waits}, {seen}, make_interval(secs => {seconds})) k
        """;

    /// <summary>Ends the registration.</summary>
    public SqlBuilder EndWatch(long known) => $"SELECT {schema}.end_watch({known})";

    /// <summary>Deletes changes that all who watch have read, at most so many, and says how many.</summary>
    public SqlBuilder CleanChanges(int most) => $"SELECT {schema}.clean_changes({most})";

    /// <summary>What is committed now.</summary>
    public SqlBuilder Snapshot() => $"SELECT {schema}.read_snapshot()";

    /// <summary>
    /// The next changes that were committed after one snapshot and before another, with the task as it was after each, of
    /// those that the filter lets through as they were before or after. A transaction that commits late has its number
    /// among those that neither snapshot sees until then.
    /// </summary>
    /// <param name="from">The snapshot that was read up to.</param>
    /// <param name="to">The snapshot to read up to.</param>
    /// <param name="after">The last change between them that was read.</param>
    /// <param name="filter">Which tasks.</param>
    /// <param name="ids">Of which of them; null for all.</param>
    public SqlBuilder Read(string from, string to, long after, TaskFilter filter, long[]? ids)
    {
        SqlBuilder passes = TaskConditions.And(filter, schema);
        SqlBuilder passed = TaskConditions.And(filter, schema);
        return $"""
            SELECT {_columns}, c.seq, c.task_id, c.changed_at, c.changed_by, c.before ->> 'status', c.after ->> 'status',
                c.before ->> 'last_error' IS DISTINCT FROM c.after ->> 'last_error',
                ARRAY (SELECT a.key FROM jsonb_each(c.after) a
                    WHERE c.before IS NOT NULL AND a.value IS DISTINCT FROM c.before -> a.key)
            FROM {schema}.task_change c
                CROSS JOIN LATERAL jsonb_populate_record(NULL::{schema}.task, coalesce(c.after, c.before)) t
            WHERE c.xid >= pg_snapshot_xmin({from}::pg_snapshot)
                AND NOT pg_visible_in_snapshot(c.xid, {from}::pg_snapshot)
                AND pg_visible_in_snapshot(c.xid, {to}::pg_snapshot) AND c.seq > {after}
                {(ids is null ? (SqlBuilder)$"" : $"AND (c.task_id IS NULL OR c.task_id = ANY ({ids}))")}
                AND (c.task_id IS NULL OR (t.id IS NOT NULL {passes})
                    OR EXISTS (SELECT FROM jsonb_populate_record(NULL::{schema}.task, c.before) t
                        WHERE t.id IS NOT NULL {passed}))
            ORDER BY c.seq
            LIMIT {SqlBuilder.Literal(PageSize)}
            """;
    }
}
