namespace PgTasks.Postgres;

/// <summary>The statements that remove what has ended, each whole.</summary>
/// <param name="schema">The store's schema.</param>
internal sealed class ClearStatements(SqlName schema)
{
    private const int ChunkSize = 5000;

    /// <summary>The lowest and the highest number of a task; nulls where there is none.</summary>
    public SqlBuilder Range() => $"SELECT min(t.id), max(t.id) FROM {schema}.task t";

    /// <summary>
    /// Removes, of the next tasks by number, those that a filter lets through. Gives the last number that was looked at (null
    /// behind the last task) and how many were removed. Who restarts a task now goes on holding it: it stays.
    /// </summary>
    public SqlBuilder Clear(long after, long upTo, TaskFilter filter)
    {
        Npgsql.NpgsqlParameter start = SqlBuilder.CreateParameter(after);
        return $"""
            WITH chunk AS MATERIALIZED (
                SELECT max(c.id) AS last FROM (
                    SELECT t.id FROM {schema}.task t WHERE t.id > {start} AND t.id <= {upTo}
                    ORDER BY t.id LIMIT {SqlBuilder.Literal(ChunkSize)}) c
            ), ended AS MATERIALIZED (
                SELECT t.id FROM {schema}.task t
                WHERE t.id > {start} AND t.id <= (SELECT c.last FROM chunk c){TaskConditions.And(filter, schema)}
                ORDER BY t.id FOR UPDATE SKIP LOCKED
            ), removed AS (
                DELETE FROM {schema}.task t WHERE t.id = ANY (ARRAY(SELECT e.id FROM ended e)) RETURNING 1
            )
            SELECT (SELECT c.last FROM chunk c), (SELECT count(*) FROM removed)
            """;
    }
}
