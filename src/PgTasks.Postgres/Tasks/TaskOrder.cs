namespace PgTasks.Postgres;

/// <summary>The orders in which tasks can be read, of a table called t.</summary>
internal static class TaskOrder
{
    // The terms and coefficients of Taskwarrior's urgency: due 12, priority 6 and 3.9, active 4, age 2, tags and project 1,
    // waiting -3; Low lies below Normal.
    private static readonly SqlBuilder s_urgency = $"""
        (CASE t.priority WHEN 'urgent' THEN 6.0 WHEN 'high' THEN 3.9 WHEN 'low' THEN -1.8 ELSE 0 END
        + CASE WHEN t.due IS NULL THEN 0 ELSE 12 * (0.2 + 0.8 / 21 * least(greatest(
            (date_part('epoch', now()) - date_part('epoch', t.due)) / 86400 + 14, 0), 21)) END
        + CASE WHEN t.status = 'running' THEN 4 ELSE 0 END
        + 2 * least((date_part('epoch', now()) - date_part('epoch', t.created_at)) / 86400 / 365, 1)
        + CASE cardinality(t.tags) WHEN 0 THEN 0 WHEN 1 THEN 0.8 WHEN 2 THEN 0.9 ELSE 1 END
        + CASE WHEN t.project IS NULL THEN 0 ELSE 1 END
        + CASE WHEN t.not_before > now() THEN -3 ELSE 0 END)
        """;

    /// <summary>What follows ORDER BY. Those without a date come last in either direction.</summary>
    public static SqlBuilder By(TaskQuery query)
    {
        SqlBuilder direction = query.IsDescending ? $"DESC" : (SqlBuilder)$"ASC";
        return query.Order switch
        {
            null when query.Filter.Search is null => $"t.id {direction}",
            null => $"rank {(query.IsDescending ? $"ASC" : (SqlBuilder)$"DESC")}, t.id",
            PgTaskOrder.Id => $"t.id {direction}",
            PgTaskOrder.Due => $"t.due {direction} NULLS LAST, t.id",
            PgTaskOrder.Priority => $"t.priority {direction}, t.id",
            PgTaskOrder.Urgency => $"{s_urgency} {direction}, t.id",
            PgTaskOrder.Created => $"t.created_at {direction}, t.id {direction}",
            PgTaskOrder.Updated => $"t.updated_at {direction}, t.id {direction}",
            PgTaskOrder.Title => $"lower(t.title) {direction}, t.id",
            _ => throw new ArgumentOutOfRangeException(nameof(query), query.Order, null),
        };
    }
}
