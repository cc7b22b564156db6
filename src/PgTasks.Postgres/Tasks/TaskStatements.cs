using Npgsql;

namespace PgTasks.Postgres;

/// <summary>The statements on a store's tasks, each whole. Those that change tasks by their ids give them back, or the ids.</summary>
/// <param name="schema">The store's schema.</param>
/// <param name="actor">Who adds and changes the tasks.</param>
internal sealed class TaskStatements(SqlName schema, string actor)
{
    private static readonly SqlBuilder s_id = $"t.id";

    /// <summary>
    /// Whether a task t is held by the claim n. Not as the index of running tasks has it: where the planner thinks that few
    /// of them run, it would read all that anybody holds for those few; nor by a cast to text, which Citus refuses.
    /// </summary>
    public static readonly SqlBuilder IsHeld = $"t.run = n.run AND CASE WHEN t.status = 'running' THEN true ELSE false END";

    private static readonly TaskColumn s_updatedAt =
        Array.Find(TaskColumn.All, column => column.Field.Property == nameof(PgTask.UpdatedAt))!;
    // Its word: Citus takes no cast to an enum within CASE, as that is not immutable.
    private static readonly SqlBuilder s_status = $"""
        CASE {SqlBuilder.Join(" ", Enum.GetValues<PgTaskStatus>().Select(status => SqlBuilder.Literal(TaskRow.Word(status)))
            .Select(word => (SqlBuilder)$"WHEN t.status = {word} THEN {word}"))} END
        """;

    private readonly SqlBuilder _isFree =
        $"(t.status <> 'running' OR (SELECT {schema}.is_claim_live(t.worker_id)) IS NOT TRUE)";

    private readonly NpgsqlParameter _actor = SqlBuilder.CreateParameter(actor);
    private readonly SqlBuilder _columns = TaskRow.GetColumns(schema);
    private readonly SqlBuilder _returned = TaskRow.GetReturnedColumns(schema);
    private readonly SqlBuilder _copied =
        SqlBuilder.Join(", ", TaskColumn.All.Select(column => column.CopiedIn(schema)));

    private readonly SqlBuilder _addedColumns = TaskRow.GetAddedColumns(schema);

    /// <summary>The tasks that a query finds, in its order.</summary>
    public SqlBuilder Get(TaskQuery query)
    {
        SqlBuilder page = $"""
            ORDER BY {TaskOrder.By(query)}
            {(query.First is { } first ? $"LIMIT {first}" : (SqlBuilder)$"")}
            {(query.Skip > 0 ? $"OFFSET {query.Skip}" : (SqlBuilder)$"")}
            """;
        if (query.Filter.Search is { } words)
        {
            return $"{SelectFound(query.Filter, words)} {page}";
        }

        // What is shown of a task is made of those of the page alone: before it sorts, the server would make it of all.
        return query.First is null
            ? (SqlBuilder)$"{Select(_columns, query.Filter)} {page}"
            : $"SELECT {_columns} FROM ({Select($"t.*", query.Filter)} {page}) t ORDER BY {TaskOrder.By(query)}";
    }

    /// <summary>Those of these ids that a filter finds, with the same columns and in no order.</summary>
    public SqlBuilder GetAgain(long[] ids, TaskFilter filter) => filter.Search is { } words
        ? (SqlBuilder)$"SELECT * FROM ({SelectFound(filter, words)}) f WHERE f.id = ANY ({ids})"
        : $"SELECT {_columns} FROM {schema}.task t WHERE t.id = ANY ({ids}){TaskConditions.And(filter, schema)}";

    /// <summary>How many tasks a filter finds.</summary>
    public SqlBuilder Count(TaskFilter filter) => Select($"count(*)", filter);

    /// <summary>Those of these ids whose tasks a filter lets through.</summary>
    public SqlBuilder Match(long[] ids, TaskFilter filter) =>
        $"SELECT t.id FROM {schema}.task t WHERE t.id = ANY ({ids}){TaskConditions.And(filter, schema)}";

    /// <summary>The tasks that a filter finds, in the order in which they were added, as the database holds them.</summary>
    public SqlBuilder Copy(TaskFilter filter) =>
        $"COPY ({Select(_copied, filter)} ORDER BY t.id) TO STDOUT (FORMAT BINARY)";

    /// <summary>The tasks of these ids.</summary>
    public SqlBuilder Find(long[] ids) => $"SELECT {_columns} FROM {schema}.task t WHERE t.id = ANY ({ids})";

    /// <summary>
    /// Adds the tasks, whose rows come in their order: <see cref="TaskRow.GetColumns"/> of those that depend on others,
    /// else <see cref="TaskRow.GetAddedColumns"/>.
    /// </summary>
    public SqlBuilder Add(IReadOnlyList<NewTask> tasks)
    {
        List<SqlBuilder> values = [];
        List<SqlBuilder> arrays = [];
        SqlBuilder notBefore = $"";
        foreach (TaskColumn column in TaskColumn.Added)
        {
            NpgsqlParameter parameter = column.CreateParameter(tasks, out bool isArray);
            values.Add(isArray
                ? (SqlBuilder)$"{column.Name}::{column.TypeIn(schema)}"
                : $"{parameter}::{column.TypeIn(schema)}");
            if (column.Field.Property == nameof(PgTask.NotBefore))
            {
                notBefore = values[^1];
            }

            if (isArray)
            {
                arrays.Add($"unnest({parameter}) AS {column.Name}");
            }
            else if (tasks.Count > 1 && column == TaskColumn.Added[0])
            {
                // Titles that are all the same still make as many tasks.
                arrays.Add($"generate_series(1, {tasks.Count})");
            }
        }

        // Side by side in one list, the arrays' elements come row by row and in order: nothing to join or to sort.
        SqlBuilder from = arrays.Count == 0 ? $"" : (SqlBuilder)$"FROM (SELECT {SqlBuilder.Join(", ", arrays)}) n";
        return $"""
            INSERT INTO {schema}.task AS t ({TaskColumn.GetNames(TaskColumn.Added)}, wakes_at, created_by, updated_by)
            SELECT {SqlBuilder.Join(", ", values)}, {WakesAt(notBefore)}, {_actor}, {_actor} {from}
            {OnKey(tasks[0])}
            RETURNING {(ReadsAll(tasks) ? _returned : _addedColumns)}
            """;
    }

    /// <summary>Whether <see cref="Add"/> gives all columns.</summary>
    public static bool ReadsAll(IReadOnlyList<NewTask> tasks) =>
        tasks.Any(task => task.Key is not null || task.DependsOn.Length > 0);

    /// <summary>
    /// Where an open task has the key, that one comes back: one that is written anew for nothing comes in its place among
    /// the rows. It is left out where it would be replaced and somebody has claimed it; Citus allows no look at the lease there.
    /// </summary>
    private SqlBuilder OnKey(NewTask task)
    {
        if (task.Key is null || task.IfExists == PgTaskKeyUse.Error)
        {
            return $"";
        }

        SqlBuilder isOpen = $"ON CONFLICT (key) WHERE key IS NOT NULL AND status IN ('pending', 'running', 'failed')";
        if (task.IfExists == PgTaskKeyUse.Skip)
        {
            return $"{isOpen} DO UPDATE SET key = t.key";
        }

        SqlBuilder fields = SqlBuilder.Join(
            ", ", TaskColumn.Added.Select(column => (SqlBuilder)$"{column.Name} = excluded.{column.Name}"));
        return $"""
            {isOpen} DO UPDATE SET {fields}, status = 'pending', wakes_at = excluded.wakes_at, worker_id = NULL,
                started_at = NULL, attempts = 0, last_error = NULL, updated_at = excluded.updated_at, updated_by = excluded.updated_by
            WHERE t.status <> 'running' OR t.worker_id IS NULL
            """;
    }

    /// <summary>Completes the tasks; one already completed keeps its time.</summary>
    public SqlBuilder Complete(TaskTargets targets, string? result, bool passThru) => $"""
        UPDATE {schema}.task t
        SET status = 'completed',
            completed_at = CASE WHEN t.status = 'completed' THEN t.completed_at ELSE n.at END,
            updated_at = n.at,
            updated_by = {_actor},
            worker_id = NULL{GetResult(targets, result)}
        FROM {GetRows(targets, $", now() AS at")} n
        WHERE {Are(targets)}
        RETURNING {GetReturned(passThru)}
        """;

    /// <summary>Sets fields of the tasks.</summary>
    public SqlBuilder Set(TaskTargets targets, TaskChange change, bool passThru) => $"""
        UPDATE {schema}.task t
        SET {SqlBuilder.Join(", ", GetAssignments(change))}, updated_at = n.at, updated_by = {_actor}
        FROM {GetRows(targets, $", now() AS at")} n
        WHERE {Are(targets)} {IfUpdatedAt(change, $"{s_updatedAt.CreateParameter(change.IfUpdatedAt)}")}
        RETURNING {GetReturned(passThru)}
        """;

    /// <summary>Sets fields of the tasks, of each its own. All name the same fields, and no id comes twice.</summary>
    public SqlBuilder SetEach(IReadOnlyList<TaskEdit> edits, bool isForced, bool passThru)
    {
        long[] ids = [.. edits.Select(edit => edit.Id)];
        List<SqlBuilder> arrays = [$"now() AS at, unnest({ids}) AS id"];
        SqlBuilder mayChange = isForced ? $"true" : _isFree;
        if (edits[0].Claim is not null)
        {
            int[] claims = [.. edits.Select(edit => edit.Claim!.Value)];
            arrays.Add($"unnest({claims}) AS run");
            mayChange = IsHeld;
        }

        List<SqlBuilder> assignments = [];
        foreach (TaskField field in edits[0].Change!.Fields.Keys)
        {
            TaskColumn column = TaskColumn.Of(field);
            arrays.Add($"unnest({column.CreateArray([.. edits.Select(edit => edit.Change!.Fields[field])])}) AS {column.Name}");
            assignments.Add(Assign(column, $"n.{column.Name}"));
        }

        if (edits[0].Change!.Tags is not null)
        {
            arrays.Add($"unnest({GetLiterals(edits, tags => tags.Remove)}) AS removed");
            arrays.Add($"unnest({GetLiterals(edits, tags => tags.Add)}) AS added");
            assignments.Add(EditTags($"n.removed", $"n.added"));
        }

        if (edits[0].Change!.IfUpdatedAt is not null)
        {
            arrays.Add($"unnest({s_updatedAt.CreateArray([.. edits.Select(edit => (object?)edit.Change!.IfUpdatedAt)])}) AS seen");
        }

        return $"""
            UPDATE {schema}.task t
            SET {SqlBuilder.Join(", ", assignments)}, updated_at = n.at, updated_by = {_actor}
            FROM (SELECT {SqlBuilder.Join(", ", arrays)}) n
            WHERE t.id = n.id AND {mayChange} {IfUpdatedAt(edits[0].Change!, $"n.seen")}
            RETURNING {GetReturned(passThru)}
            """;
    }

    /// <summary>Says that somebody has begun with those of the tasks that are not ended.</summary>
    public SqlBuilder Start(TaskTargets targets, bool passThru) => $"""
        UPDATE {schema}.task t
        SET status = 'running', started_at = least(t.started_at, now()), worker_id = NULL,
            updated_at = now(), updated_by = {_actor}
        FROM {GetRows(targets)} n
        WHERE {Are(targets)} AND t.status IN ('pending', 'running')
        RETURNING {GetReturned(passThru)}
        """;

    /// <summary>Puts those of the tasks back to pending that are not ended.</summary>
    public SqlBuilder Suspend(TaskTargets targets, bool passThru) => $"""
        UPDATE {schema}.task t
        SET status = 'pending', worker_id = NULL, updated_at = now(), updated_by = {_actor}
        FROM {GetRows(targets)} n
        WHERE {Are(targets)} AND t.status IN ('pending', 'running')
        RETURNING {GetReturned(passThru)}
        """;

    /// <summary>Calls off those of the tasks that are not completed.</summary>
    public SqlBuilder Cancel(TaskTargets targets, bool passThru) => $"""
        UPDATE {schema}.task t
        SET status = 'cancelled', worker_id = NULL, updated_at = now(), updated_by = {_actor}
        FROM {GetRows(targets)} n
        WHERE {Are(targets)} AND t.status <> 'completed'
        RETURNING {GetReturned(passThru)}
        """;

    /// <summary>Puts the tasks back to pending, without claim, attempts, error or what an error had put off.</summary>
    public SqlBuilder Restart(TaskTargets targets, bool passThru) => $"""
        UPDATE {schema}.task t
        SET status = 'pending', started_at = NULL, completed_at = NULL, worker_id = NULL, attempts = 0,
            not_before = CASE WHEN t.last_error IS NULL THEN t.not_before END,
            wakes_at = CASE WHEN t.last_error IS NULL THEN t.wakes_at END,
            last_error = NULL, updated_at = now(), updated_by = {_actor}
        FROM {GetRows(targets)} n
        WHERE {Are(targets)}
        RETURNING {GetReturned(passThru)}
        """;

    /// <summary>Deletes the tasks.</summary>
    public SqlBuilder Remove(TaskTargets targets, bool passThru) => $"""
        DELETE FROM {schema}.task t USING {GetRows(targets)} n WHERE {Are(targets)} RETURNING {GetReturned(passThru)}
        """;

    private static SqlBuilder GetResult(TaskTargets targets, string? result) => result is not null
        ? $", result = {result}::jsonb"
        : targets.Texts is null ? $"" : (SqlBuilder)$", result = coalesce(n.text::jsonb, t.result)";

    /// <summary>What stands beside the tasks in a statement, as n: the claims of those that the caller holds, else one row.</summary>
    public static SqlBuilder GetRows(TaskTargets targets, SqlBuilder? more = null)
    {
        SqlBuilder others = more ?? $"";
        if (targets.Claims is null)
        {
            return $"(SELECT 1 AS one{others})";
        }

        long[] ids = [.. targets.Ids];
        int[] claims = [.. targets.Claims];
        string?[]? texts = targets.Texts is null ? null : [.. targets.Texts];
        SqlBuilder text = texts is null ? $"" : (SqlBuilder)$", unnest({texts}) AS text";
        return $"(SELECT unnest({ids}) AS id, unnest({claims}) AS run{text}{others})";
    }

    /// <summary>Whether a task t is one of them, and may be changed.</summary>
    private SqlBuilder Are(TaskTargets targets)
    {
        long[] ids = [.. targets.Ids];
        return targets switch
        {
            { Claims: not null } => $"t.id = n.id AND {IsHeld}",
            { IsForced: true } => $"t.id = ANY ({ids})",
            _ => $"t.id = ANY ({ids}) AND {_isFree}",
        };
    }

    private SqlBuilder Select(SqlBuilder columns, TaskFilter filter) =>
        $"SELECT {columns} FROM {schema}.task t {TaskConditions.Where(filter, schema)}";

    private SqlBuilder SelectFound(TaskFilter filter, string words)
    {
        WordSearch search = new(schema, words, filter.Language);
        return $"""
            SELECT {_columns}, {search.Rank} AS rank, {search.Headline}
            FROM {search.Found} w JOIN {schema}.task t ON t.id = w.id
            {TaskConditions.Where(filter with { Search = null }, schema)}
            """;
    }

    /// <summary>The time until which a task is put off: that which is given, while it lies ahead, else null.</summary>
    private static SqlBuilder WakesAt(SqlBuilder notBefore) => $"nullif(greatest({notBefore}, now()), now())";

    private SqlBuilder GetReturned(bool passThru) => passThru ? _returned : s_id;

    private static SqlBuilder IfUpdatedAt(TaskChange change, SqlBuilder time) =>
        change.IfUpdatedAt is null ? (SqlBuilder)$"" : $"AND t.updated_at = {time}::timestamptz";

    private static string[] GetLiterals(IReadOnlyList<TaskEdit> edits, Func<TagEdit, string[]> get) =>
        [.. edits.Select(edit => ArrayLiteral.Write(get(edit.Change!.Tags!)))];

    /// <summary>The tags without those removed, in any case, and with those added, each once, where it stood first.</summary>
    private static SqlBuilder EditTags(SqlBuilder removed, SqlBuilder added) => $"""
        tags = ARRAY(
            SELECT e.tag
            FROM (
                SELECT k.tag, k.place FROM unnest(t.tags) WITH ORDINALITY k(tag, place)
                WHERE (lower(k.tag) = ANY (lower({removed}::text)::text[])) IS NOT TRUE
                UNION ALL
                SELECT a.tag, 1000000000 + a.place FROM unnest({added}::text[]) WITH ORDINALITY a(tag, place)) e
            GROUP BY e.tag
            ORDER BY min(e.place))
        """;

    private IEnumerable<SqlBuilder> GetAssignments(TaskChange change)
    {
        foreach ((TaskField field, object? value) in change.Fields)
        {
            TaskColumn column = TaskColumn.Of(field);
            yield return Assign(column, $"{column.CreateParameter(value)}");
        }

        if (change.Tags is { } tags)
        {
            yield return EditTags($"{ArrayLiteral.Write(tags.Remove)}", $"{ArrayLiteral.Write(tags.Add)}");
        }
    }

    private SqlBuilder Assign(TaskColumn column, SqlBuilder value)
    {
        SqlBuilder assigned = $"{value}::{column.TypeIn(schema)}";
        if (column.Field.Property == nameof(PgTask.NotBefore))
        {
            return $"{column.Name} = {assigned}, wakes_at = {WakesAt(assigned)}";
        }

        return column.Field.Kind != TaskFieldKind.Status ? (SqlBuilder)$"{column.Name} = {assigned}" : $"""
            {column.Name} = {assigned},
            worker_id = CASE WHEN {s_status} = {value}::text THEN t.worker_id END,
            completed_at = CASE WHEN {value}::text <> 'completed' THEN NULL
                WHEN t.status = 'completed' THEN t.completed_at ELSE n.at END
            """;
    }
}
