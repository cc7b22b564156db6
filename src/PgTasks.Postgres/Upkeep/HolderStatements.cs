namespace PgTasks.Postgres;

/// <summary>The statement that tells who holds tasks.</summary>
/// <param name="schema">The store's schema.</param>
internal sealed class HolderStatements(SqlName schema)
{
    /// <summary>
    /// The workers, and those that are unknown and said to hold tasks: number, holder, start, end of the lease, whether that lies
    /// ahead, whether it stays, whether it waits, the tasks (null: none).
    /// </summary>
    public SqlBuilder Get(long[]? ids) => $"""
        SELECT coalesce(w.id, h.id), w.holder, w.started_at, w.lease_until, coalesce(w.lease_until > now(), false),
            coalesce(w.stays, false), coalesce(w.waiting, false), h.tasks
        FROM {schema}.worker w
        FULL JOIN (
            SELECT t.worker_id AS id, array_agg(t.id ORDER BY t.id) AS tasks
            FROM {schema}.task t WHERE t.status = 'running' AND t.worker_id IS NOT NULL GROUP BY t.worker_id) h ON h.id = w.id
        {(ids is null ? $"" : (SqlBuilder)$"WHERE coalesce(w.id, h.id) = ANY ({ids})")}
        ORDER BY 1
        """;
}
