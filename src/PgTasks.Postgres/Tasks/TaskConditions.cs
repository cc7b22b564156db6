using Npgsql;

namespace PgTasks.Postgres;

/// <summary>What a filter asks of a task, as a condition on a row of the table of tasks, called t.</summary>
internal static class TaskConditions
{
    /// <summary>
    /// Whether a task is open, as the partial index of the open tasks has it; the words stand in statements, so that the
    /// planner sees that it serves.
    /// </summary>
    public static readonly SqlBuilder IsOpen = $"t.status IN ('pending', 'running', 'failed')";

    /// <summary>WHERE and the condition, or nothing where all tasks meet it.</summary>
    public static SqlBuilder Where(TaskFilter filter, SqlName schema)
    {
        SqlBuilder[] conditions = [.. GetAll(filter, schema)];
        return conditions.Length == 0 ? $"" : (SqlBuilder)$"WHERE {SqlBuilder.Join(" AND ", conditions)}";
    }

    /// <summary>The same, as one that more conditions can follow.</summary>
    public static SqlBuilder And(TaskFilter filter, SqlName schema) =>
        SqlBuilder.Join("", GetAll(filter, schema).Select(condition => (SqlBuilder)$" AND {condition}"));

    /// <summary>Whether a project is one of those that patterns find, or lies below one of them.</summary>
    public static SqlBuilder IsOfProjects(SqlBuilder project, IEnumerable<string> patterns) =>
        Any(patterns.Select(pattern => IsOfProject(project, pattern)));

    private static IEnumerable<SqlBuilder> GetAll(TaskFilter filter, SqlName schema) =>
    [
        .. GetStatus(filter),
        .. GetTexts(filter),
        .. GetTimes(filter, schema),
        .. GetSearch(filter, schema),
    ];

    private static IEnumerable<SqlBuilder> GetStatus(TaskFilter filter)
    {
        if (filter.Status is not null)
        {
            yield return $"t.status IN ({SqlBuilder.Join(", ", filter.Status.Distinct().Order()
                .Select(status => SqlBuilder.Literal(TaskRow.Word(status))))})";
        }
        else if (!filter.IncludesClosed && filter.CompletedAfter is null)
        {
            yield return IsOpen;
        }

        if (filter.Priority is not null)
        {
            yield return $"t.priority IN ({SqlBuilder.Join(", ", filter.Priority.Distinct().Order()
                .Select(priority => SqlBuilder.Literal(TaskRow.Word(priority))))})";
        }

        if (filter.IsReady)
        {
            yield return $"""
                t.status = 'pending' AND (t.not_before IS NULL OR t.not_before <= now()) AND coalesce(t.blockers, 0) = 0
                """;
        }

        if (filter.IsBlocked)
        {
            yield return $"t.status NOT IN ('completed', 'cancelled') AND t.blockers > 0";
        }

        if (filter.IsWaiting)
        {
            yield return $"t.status = 'pending' AND t.not_before > now()";
        }
    }

    private static IEnumerable<SqlBuilder> GetTexts(TaskFilter filter)
    {
        if (filter.Title is not null)
        {
            yield return Any(filter.Title.Select(pattern => WildcardText.IsLike($"t.title", pattern)));
        }

        if (filter.Project is not null)
        {
            yield return IsOfProjects($"t.project", filter.Project);
        }

        if (filter.HasNoProject)
        {
            yield return $"t.project IS NULL";
        }

        if (filter.IsUnassigned)
        {
            yield return $"t.assigned_to IS NULL";
        }

        if (filter.AssignedTo is not null)
        {
            yield return Any(filter.AssignedTo.Select(pattern => WildcardText.IsLike($"t.assigned_to", pattern)));
        }

        if (filter.Owner is not null)
        {
            yield return $"t.assigned_to = {filter.Owner}";
        }

        if (filter.Tag is not null)
        {
            // Most rows are told by a look at the text, at a third of what it takes to read that as an array.
            if (filter.Tag.FirstOrDefault(tag => tag.All(char.IsAsciiLetterOrDigit)) is { Length: > 0 } plain)
            {
                yield return $"strpos(lower(t.tags::text), lower({plain})) > 0";
            }

            yield return $"lower(t.tags::text)::text[] @> lower({filter.Tag}::text)::text[]";
        }

        if (filter.ExcludeTag is not null)
        {
            yield return $"NOT lower(t.tags::text)::text[] && lower({filter.ExcludeTag}::text)::text[]";
        }

        if (filter.DataJson is not null)
        {
            yield return $"t.data @> {filter.DataJson}::jsonb";
        }
    }

    private static IEnumerable<SqlBuilder> GetTimes(TaskFilter filter, SqlName schema)
    {
        if (filter.DueBefore is { } dueBefore)
        {
            yield return DueCondition.IsBefore(dueBefore);
        }

        if (filter.DueAfter is { } dueAfter)
        {
            yield return DueCondition.IsAfter(dueAfter);
        }

        if (filter.IsOverdue)
        {
            yield return $"{IsOpen} AND {DueCondition.IsOverdue(DateTime.Now)}";
        }

        if (filter.HasNoDue)
        {
            yield return $"t.due IS NULL";
        }

        if (filter.CreatedBefore is { } createdBefore)
        {
            yield return $"t.created_at < {Moment(createdBefore)}";
        }

        if (filter.CreatedAfter is { } createdAfter)
        {
            yield return $"t.created_at >= {Moment(createdAfter)}";
        }

        if (filter.UpdatedAfter is { } updatedAfter)
        {
            yield return $"t.updated_at >= {Moment(updatedAfter)}";
        }

        if (filter.CompletedAfter is { } completedAfter)
        {
            yield return $"t.status = 'completed' AND t.completed_at >= {Moment(completedAfter)}";
        }

        if (filter.EndedBefore is { } endedBefore)
        {
            yield return $"""
                coalesce(t.completed_at, t.updated_at) < {Moment(endedBefore)}
                AND (t.status <> 'failed' OR t.has_dependents IS NULL OR {schema}.open_dependents(t.id) IS NULL)
                """;
        }
    }

    private static IEnumerable<SqlBuilder> GetSearch(TaskFilter filter, SqlName schema)
    {
        if (filter.Search is not null)
        {
            yield return $"t.id IN (SELECT w.id FROM {new WordSearch(schema, filter.Search, filter.Language).Found} w)";
        }
    }

    private static SqlBuilder IsOfProject(SqlBuilder project, string pattern)
    {
        SqlBuilder isLike = WildcardText.IsLike(project, pattern);
        return WildcardText.HasWildcards(pattern)
            ? isLike
            : $"({isLike} OR starts_with(lower({project}), lower({WildcardText.Unescape(pattern) + "."})))";
    }

    private static SqlBuilder Any(IEnumerable<SqlBuilder> conditions) => $"({SqlBuilder.Join(" OR ", conditions)})";

    private static NpgsqlParameter Moment(DateTime time) => TaskColumn.Of(TaskFields.Due).CreateParameter(time);
}
