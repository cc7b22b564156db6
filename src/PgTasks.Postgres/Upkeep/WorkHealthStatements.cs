namespace PgTasks.Postgres;

/// <summary>What a store's tables tell of the work that runbooks share.</summary>
/// <param name="schema">The store's schema.</param>
internal sealed class WorkHealthStatements(SqlName schema)
{
    /// <summary>
    /// How many tasks run under a lease that has been over for a minute, since when the oldest is, and how many under a worker
    /// that the store has not known for two. Workers take them back within these.
    /// </summary>
    public SqlBuilder Leases() => $"""
        SELECT count(w.id), min(w.lease_until), count(*) - count(w.id)
        FROM {schema}.task t LEFT JOIN {schema}.worker w ON w.id = t.worker_id
        WHERE t.status = 'running' AND t.worker_id IS NOT NULL
            AND (w.lease_until < now() - interval '1 minute' OR w.id IS NULL AND t.updated_at < now() - interval '2 minutes')
        """;

    /// <summary>
    /// How many tasks were put off until a time that passed more than a minute ago, what time that was, and whether there has ever
    /// been a worker.
    /// </summary>
    public SqlBuilder PutOff() => $"""
        SELECT count(*), min(t.wakes_at), EXISTS (
            SELECT FROM pg_catalog.pg_sequences s
            WHERE s.schemaname = {schema.Name} AND s.sequencename = 'worker_id_seq' AND s.last_value IS NOT NULL)
        FROM {schema}.task t WHERE t.status = 'pending' AND t.wakes_at < now() - interval '1 minute'
        """;

    /// <summary>The paused projects: name, whether it is being resumed.</summary>
    public SqlBuilder Projects() =>
        $"SELECT p.project, p.resuming FROM {schema}.paused_project p ORDER BY lower(p.project)";

    /// <summary>What it takes to find the first task that can be claimed, as JSON.</summary>
    public SqlBuilder Claim() => $"""
        EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON)
        SELECT t.id FROM {schema}.task t
        WHERE {ClaimStatements.IsReady} AND t.serial IS NULL AND {ProjectStatements.IsNotPaused(schema, $"t.project")}
        ORDER BY t.priority DESC, t.id LIMIT 1
        """;
}
