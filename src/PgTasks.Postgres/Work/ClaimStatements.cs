using Npgsql;

namespace PgTasks.Postgres;

/// <summary>The statements by which tasks are claimed, given back and failed, each whole.</summary>
/// <param name="schema">The store's schema.</param>
/// <param name="actor">Who does so.</param>
internal sealed class ClaimStatements(SqlName schema, string actor)
{
    /// <summary>As many as one sweep takes on.</summary>
    private const int SweepSize = 1000;

    /// <summary>As the partial indexes have it: words and numbers in the text, so that the planner sees that they serve.</summary>
    public static readonly SqlBuilder IsReady =
        $"t.status = 'pending' AND t.wakes_at IS NULL AND coalesce(t.blockers, 0) = 0";

    private static readonly SqlBuilder s_needNotLast = $" AND set_config('synchronous_commit', 'off', true) IS NOT NULL";

    private readonly NpgsqlParameter _actor = SqlBuilder.CreateParameter(actor);
    private readonly NpgsqlParameter _holder = SqlBuilder.CreateParameter(WorkerStatements.GetHolder(actor));

    private readonly SqlBuilder _isNotPaused = ProjectStatements.IsNotPaused(schema, $"t.project");
    private readonly SqlBuilder _columns = TaskRow.GetReturnedColumns(schema);
    private readonly SqlBuilder _claimed = TaskRow.GetClaimedColumns(schema);

    /// <summary>How much of a project's name the index has.</summary>
    public const int Indexed = 200;

    private static readonly SqlBuilder s_project = $"left(t.project, {SqlBuilder.Literal(Indexed)})";

    /// <summary>
    /// The names of the projects of ready tasks that patterns find, as the index has them: one look into it each. A name
    /// that is longer than what the index has may be one of these.
    /// </summary>
    public SqlBuilder GetProjects(string[] patterns) => $"""
        WITH RECURSIVE p (project) AS (
            (
                SELECT {s_project} FROM {schema}.task t
                WHERE {IsReady} AND t.serial IS NULL AND t.project IS NOT NULL
                ORDER BY {s_project} LIMIT 1)
            UNION ALL
            SELECT (
                SELECT {s_project} FROM {schema}.task t
                WHERE {IsReady} AND t.serial IS NULL AND t.project IS NOT NULL AND {s_project} > p.project
                ORDER BY {s_project} LIMIT 1)
            FROM p WHERE p.project IS NOT NULL)
        SELECT p.project FROM p
        WHERE p.project IS NOT NULL
            AND (length(p.project) = {SqlBuilder.Literal(Indexed)} OR {TaskConditions.IsOfProjects($"p.project", patterns)})
        """;

    /// <summary>
    /// Claims up to so many tasks of these that are ready. The number stands in the text: a planner that does not know it
    /// takes it for a tenth of the table. Of tasks with the same Serial the first alone, while none of them runs.
    /// </summary>
    /// <param name="count">How many.</param>
    /// <param name="request">For how long, by whom, and which ones.</param>
    /// <param name="projects">The names of the projects that these are of; null for any.</param>
    /// <param name="isLax">Whether the commit need not wait for the disk: a claim that is lost leaves a task to be claimed.</param>
    /// <remarks>Gives <see cref="TaskRow.GetClaimedColumns"/>, the claim's number, its end and who holds it.</remarks>
    public SqlBuilder Claim(int count, ClaimRequest request, IReadOnlyList<string>? projects, bool isLax)
    {
        SqlBuilder limit = SqlBuilder.Literal(count);
        bool isExact = projects?.All(name => name.Length < Indexed) ?? false;
        TaskFilter rest = isExact ? request.Filter with { Project = null } : request.Filter;
        SqlBuilder filter = $"{AreOf(projects)}{TaskConditions.And(rest, schema)}";
        SqlBuilder isThere = $"EXISTS (SELECT FROM next){(isLax ? s_needNotLast : $"")}";
        return $"""
            WITH RECURSIVE serials (serial) AS (
                (SELECT t.serial FROM {schema}.task t WHERE {IsReady} AND t.serial IS NOT NULL ORDER BY t.serial LIMIT 1)
                UNION ALL
                SELECT (
                    SELECT t.serial FROM {schema}.task t WHERE {IsReady} AND t.serial > s.serial ORDER BY t.serial LIMIT 1)
                FROM serials s WHERE s.serial IS NOT NULL),
            first AS MATERIALIZED (
                SELECT f.id
                FROM serials s CROSS JOIN LATERAL (
                    SELECT t.id, t.priority FROM {schema}.task t WHERE {IsReady} AND t.serial = s.serial AND {_isNotPaused}{TaskConditions.And(request.Filter, schema)}
                    ORDER BY t.priority DESC, t.id LIMIT 1) f
                WHERE s.serial IS NOT NULL
                    AND NOT EXISTS (SELECT FROM {schema}.task r WHERE r.serial = s.serial AND r.status = 'running')
                ORDER BY f.priority DESC, f.id LIMIT {limit}),
            ready AS MATERIALIZED (
                SELECT t.id, t.priority FROM {schema}.task t WHERE {IsReady} AND t.serial IS NULL AND {_isNotPaused}{filter}
                ORDER BY t.priority DESC, t.id LIMIT {limit} FOR NO KEY UPDATE SKIP LOCKED),
            alone AS MATERIALIZED (
                SELECT t.id, t.priority FROM {schema}.task t WHERE t.id IN (SELECT f.id FROM first f) AND {IsReady}
                FOR NO KEY UPDATE SKIP LOCKED),
            next AS MATERIALIZED (
                SELECT n.id FROM (SELECT * FROM ready UNION ALL SELECT * FROM alone) n
                ORDER BY n.priority DESC, n.id LIMIT {limit}),
            holder AS MATERIALIZED ({Hold(request.Worker, request.Lease, isThere)}),
            {Take($"SELECT n.id FROM next n")}
            """;
    }

    /// <summary>Claims those of the tasks that are ready.</summary>
    public SqlBuilder Claim(long[] ids, ClaimRequest request) => $"""
        WITH next AS MATERIALIZED (
            SELECT t.id FROM {schema}.task t
            WHERE t.id = ANY ({ids}) AND {IsReady} AND {_isNotPaused} AND (t.serial IS NULL OR NOT EXISTS (
                SELECT FROM {schema}.task r WHERE r.serial = t.serial AND r.status = 'running'))
                {TaskConditions.And(request.Filter, schema)}
            ORDER BY t.id FOR NO KEY UPDATE SKIP LOCKED),
        holder AS MATERIALIZED ({Hold(request.Worker, request.Lease, $"EXISTS (SELECT FROM next)")}),
        {Take($"SELECT n.id FROM next n")}
        """;

    /// <summary>Makes tasks ready whose time has come.</summary>
    public SqlBuilder Wake() => $"""
        UPDATE {schema}.task t SET wakes_at = NULL
        WHERE t.id = ANY (ARRAY (
            SELECT w.id FROM {schema}.task w WHERE w.status = 'pending' AND w.wakes_at <= now()
            ORDER BY w.wakes_at LIMIT {SqlBuilder.Literal(SweepSize)} FOR NO KEY UPDATE SKIP LOCKED))
        """;

    /// <summary>Puts aside what comes next and is of paused projects; gives how many of so many that were looked at.</summary>
    public SqlBuilder Park(int most) => $"SELECT {schema}.park_next({SqlBuilder.Literal(most)})";

    /// <summary>
    /// Takes tasks back whose lease has run out, which was an attempt. What somebody is completing right now is skipped.
    /// </summary>
    public SqlBuilder Reclaim() => $"""
        UPDATE {schema}.task t
        SET status = CASE WHEN t.attempts < t.max_attempts THEN 'pending'::{schema}.task_status ELSE 'failed' END,
            worker_id = NULL, last_error = 'The lease of ' || d.holder || ' ran out.', updated_at = now()
        FROM (
            SELECT r.id, w.holder FROM {schema}.worker w JOIN {schema}.task r ON r.worker_id = w.id AND r.status = 'running'
            WHERE w.lease_until < now()
            ORDER BY r.id LIMIT {SqlBuilder.Literal(SweepSize)} FOR NO KEY UPDATE SKIP LOCKED) d
        WHERE t.id = d.id
        """;

    /// <summary>The same of tasks whose worker is unknown.</summary>
    public SqlBuilder ReclaimLost() => $"""
        UPDATE {schema}.task t
        SET status = CASE WHEN t.attempts < t.max_attempts THEN 'pending'::{schema}.task_status ELSE 'failed' END,
            worker_id = NULL, last_error = 'The worker that held it is unknown.', updated_at = now()
        WHERE t.id = ANY (ARRAY (
            SELECT r.id FROM {schema}.task r
            WHERE r.status = 'running' AND r.worker_id IS NOT NULL
                AND NOT EXISTS (SELECT FROM {schema}.worker w WHERE w.id = r.worker_id)
            ORDER BY r.id LIMIT {SqlBuilder.Literal(SweepSize)} FOR NO KEY UPDATE SKIP LOCKED))
        """;

    /// <summary>Forgets workers that hold nothing: their lease is over, or they were there for these tasks alone.</summary>
    public SqlBuilder ForgetWorkers() => $"""
        DELETE FROM {schema}.worker d
        WHERE d.id = ANY (ARRAY (
            SELECT w.id FROM {schema}.worker w
            WHERE (w.lease_until < now() OR NOT w.stays AND w.started_at < now() - interval '5 seconds')
                AND NOT EXISTS (SELECT FROM {schema}.task t WHERE t.worker_id = w.id AND t.status = 'running')
            FOR UPDATE SKIP LOCKED))
        """;

    /// <summary>Gives tasks back.</summary>
    public SqlBuilder Unlock(TaskTargets targets, TimeSpan delay, string? reason, bool passThru)
    {
        SqlBuilder later = delay <= TimeSpan.Zero
            ? $""
            : (SqlBuilder)$", not_before = now() + {Length(delay)}, wakes_at = now() + {Length(delay)}";
        SqlBuilder error = reason is null ? $"" : (SqlBuilder)$", last_error = {reason}";
        return $"""
            UPDATE {schema}.task t
            SET status = 'pending', worker_id = NULL, attempts = greatest(t.attempts - 1, 0){later}{error},
                updated_at = now(), updated_by = {_actor}
            FROM {TaskStatements.GetRows(targets)} n
            WHERE {AreHeld(targets)}
            RETURNING {GetReturned(passThru)}
            """;
    }

    /// <summary>Fails attempts.</summary>
    public SqlBuilder Deny(TaskTargets targets, Denial denial, bool passThru)
    {
        SqlBuilder fails = denial switch
        {
            { IsFinal: true } => $"true",
            { MaxAttempts: { } most } => $"t.attempts >= {most}",
            _ => $"t.attempts >= t.max_attempts",
        };
        SqlBuilder reason = targets.Texts is null ? $"{denial.Reason}" : (SqlBuilder)$"l.text";
        SqlBuilder wait = denial.Delay is { } exact
            ? Length(exact)
            : $"""
            least({Length(denial.Backoff)} * power(2, least(t.attempts, 40) - 1), {Length(Denial.LongestBackoff)})
                * (0.5 + (abs(t.id % 1000) * 617 + {Random.Shared.Next(1000)}) % 1000 / 2000.0)
            """;
        return $"""
            UPDATE {schema}.task t
            SET status = CASE WHEN {fails} THEN 'failed'::{schema}.task_status ELSE 'pending' END, worker_id = NULL,
                last_error = {reason}, not_before = CASE WHEN {fails} THEN t.not_before ELSE l.at END,
                wakes_at = CASE WHEN {fails} THEN NULL ELSE nullif(l.at, l.now) END,
                updated_at = now(), updated_by = {_actor}
            FROM (
                SELECT t.id, {(targets.Texts is null ? $"" : (SqlBuilder)$"n.text,")} now() AS now, now() + {wait} AS at FROM {schema}.task t, {TaskStatements.GetRows(targets)} n
                WHERE {AreHeld(targets)} ORDER BY t.id FOR NO KEY UPDATE OF t) l
            WHERE t.id = l.id
            RETURNING {GetReturned(passThru)}
            """;
    }

    private SqlBuilder Hold(long? worker, TimeSpan lease, SqlBuilder isNeeded) => worker is { } id
        ? (SqlBuilder)$"""
        SELECT w.id, w.lease_until, w.holder FROM {schema}.worker w
        WHERE w.id = {id} AND w.lease_until > now() AND {isNeeded}
        """
        : $"""
        SELECT w.worker AS id, w.until AS lease_until, {_holder}::text AS holder
        FROM {schema}.hold({_holder}, {Length(lease)}, {isNeeded}) w
        """;

    // Citus has one node do a SELECT with such parts as a whole, an UPDATE piece by piece.
    private SqlBuilder Take(SqlBuilder ids) => $"""
        taken AS (
            UPDATE {schema}.task t
            SET status = 'running', worker_id = h.id, run = t.run + 1, attempts = t.attempts + 1, progress = NULL,
                started_at = least(t.started_at, now()), updated_at = now(), updated_by = {_actor}
            FROM holder h
            WHERE t.id = ANY (ARRAY ({ids}))
            RETURNING t.*, h.lease_until AS claim_end, h.holder AS claim_holder)
        SELECT {_claimed}, t.run, t.claim_end, t.claim_holder FROM taken t
        """;

    /// <summary>Whether tasks are of projects: one by its name, which the index serves as it is, several as the planner likes.</summary>
    private static SqlBuilder AreOf(IReadOnlyList<string>? projects) => projects switch
    {
        null => $"",
        [] => $" AND false",
        [string project] => $" AND {s_project} = {project} AND t.project IS NOT NULL",
        _ => $" AND t.project IS NOT NULL AND {s_project} IN ({SqlBuilder.Join(", ", projects.Select(SqlBuilder.Literal))})",
    };

    private SqlBuilder AreHeld(TaskTargets targets)
    {
        long[] ids = [.. targets.Ids];
        return targets switch
        {
            { Claims: not null } => $"t.id = n.id AND {TaskStatements.IsHeld}",
            { IsForced: true } => $"t.id = ANY ({ids}) AND t.status = 'running' AND t.worker_id IS NOT NULL",
            _ => $"""
                t.id = ANY ({ids}) AND t.status = 'running' AND (SELECT {schema}.is_claim_live(t.worker_id)) = false
                """,
        };
    }

    private SqlBuilder GetReturned(bool passThru) => passThru ? _columns : (SqlBuilder)$"t.id";

    public static SqlBuilder Length(TimeSpan length) => $"{length.Ticks / TimeSpan.TicksPerMicrosecond} * interval '1 microsecond'";
}
