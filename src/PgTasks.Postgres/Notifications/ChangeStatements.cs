namespace PgTasks.Postgres;

/// <summary>The statements that tell what becomes of a store's tasks, each whole.</summary>
/// <param name="schema">The store's schema.</param>
internal sealed class ChangeStatements(SqlName schema)
{
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
}
