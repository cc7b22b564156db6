namespace PgTasks.Postgres;

/// <summary>The statements that reports are made of, each whole.</summary>
/// <param name="schema">The store's schema.</param>
internal sealed class ReportStatements(SqlName schema)
{
    /// <summary>Counts the tasks that a filter lets through: group, open, overdue, completed, all.</summary>
    public SqlBuilder Measure(PgTaskGrouping by, TaskFilter filter)
    {
        SqlBuilder group = by switch
        {
            PgTaskGrouping.Status => $"t.status",
            PgTaskGrouping.Project => $"t.project",
            PgTaskGrouping.Priority => $"t.priority",
            PgTaskGrouping.AssignedTo => $"t.assigned_to",
            PgTaskGrouping.Tag => (SqlBuilder)$"tag",
            _ => throw new ArgumentOutOfRangeException(nameof(by), by, null),
        };
        SqlBuilder tags = by == PgTaskGrouping.Tag ? $"LEFT JOIN LATERAL unnest(t.tags) tag ON true" : (SqlBuilder)$"";
        return $"""
            SELECT {group}::text,
                count(*) FILTER (WHERE {TaskConditions.IsOpen}),
                count(*) FILTER (WHERE {TaskConditions.IsOpen} AND {DueCondition.IsOverdue(DateTime.Now)}),
                count(*) FILTER (WHERE t.status = 'completed'),
                count(*)
            FROM {schema}.task t {tags} {TaskConditions.Where(filter, schema)}
            GROUP BY {group} ORDER BY {group} NULLS LAST
            """;
    }
}
