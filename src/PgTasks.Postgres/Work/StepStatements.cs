namespace PgTasks.Postgres;

/// <summary>The statements on the steps of tasks, each whole.</summary>
/// <param name="schema">The store's schema.</param>
internal sealed class StepStatements(SqlName schema)
{
    /// <summary>A row where the task is held by the claim, with what the step has put out, if it is done.</summary>
    public SqlBuilder Find(long task, int claim, string name) => $"""
        SELECT s.output
        FROM {schema}.task t LEFT JOIN {schema}.step s ON s.task_id = t.id AND s.name = {name}
        WHERE t.id = {task} AND t.run = {claim} AND t.status = 'running'
        """;

    /// <summary>Keeps what a step has put out. A row where the task is held by the claim.</summary>
    public SqlBuilder Keep(long task, int claim, string name, string output) => $"""
        WITH held AS (
            UPDATE {schema}.task t SET has_steps = true
            WHERE t.id = {task} AND t.run = {claim} AND t.status = 'running'
            RETURNING t.id)
        INSERT INTO {schema}.step AS s (task_id, name, output)
        SELECT h.id, {name}, {output} FROM held h
        ON CONFLICT (task_id, name) DO UPDATE SET output = excluded.output, created_at = now()
        RETURNING s.task_id
        """;
}
