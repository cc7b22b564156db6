namespace PgTasks.Postgres;

/// <summary>The statements on the notes of a store's tasks, each whole.</summary>
/// <param name="schema">The store's schema.</param>
/// <param name="actor">Who adds and removes notes.</param>
internal sealed class NoteStatements(SqlName schema, string actor)
{
    /// <summary>How many are got at once.</summary>
    public const int PageSize = 1000;

    private static readonly SqlBuilder s_columns = $"n.id, n.task_id, n.text, n.created_at, n.created_by";

    /// <summary>The next notes, in the order in which they were added.</summary>
    public SqlBuilder Get(long after) =>
        $"SELECT {s_columns} FROM {schema}.note n WHERE n.id > {after} ORDER BY n.id LIMIT {SqlBuilder.Literal(PageSize)}";

    /// <summary>The notes of the tasks, each after its task's id; nulls of a task that has none.</summary>
    public SqlBuilder Find(long[] ids) => $"""
        SELECT {s_columns}, t.id FROM {schema}.task t LEFT JOIN {schema}.note n ON n.task_id = t.id
        WHERE t.id = ANY ({ids}) ORDER BY t.id, n.id
        """;

    /// <summary>Adds a note to each of the tasks that there are, and gives them in that order.</summary>
    public SqlBuilder Add(long[] ids, string[] texts) => $"""
        INSERT INTO {schema}.note AS n (task_id, text, created_by)
        SELECT a.task_id, a.text, {actor}
        FROM (
            SELECT unnest({ids}) AS task_id, unnest({texts}) AS text, generate_series(1, {ids.Length}) AS place) a
        WHERE EXISTS (SELECT FROM {schema}.task t WHERE t.id = a.task_id)
        ORDER BY a.place
        RETURNING {s_columns}
        """;

    /// <summary>Deletes the notes, and gives the ids of those that there were.</summary>
    public SqlBuilder Remove(long[] ids) => $"""
        WITH removed AS (DELETE FROM {schema}.note n WHERE n.id = ANY ({ids}) RETURNING n.id, n.task_id),
            touched AS (UPDATE {schema}.task t SET updated_by = {actor} WHERE t.id IN (SELECT r.task_id FROM removed r))
        SELECT r.id FROM removed r
        """;
}
