namespace PgTasks.Postgres;

/// <summary>The statements by which projects are paused and resumed, each whole.</summary>
/// <param name="schema">The store's schema.</param>
/// <param name="actor">Who does so.</param>
internal sealed class ProjectStatements(SqlName schema, string actor)
{
    private const int ChunkSize = 5000;

    /// <summary>Pauses a project.</summary>
    public SqlBuilder Suspend(string project, string? reason) => $"""
        INSERT INTO {schema}.paused_project AS p (project, paused_by, reason) VALUES ({project}, {actor}, {reason})
        ON CONFLICT (lower(project)) DO UPDATE
        SET reason = coalesce(excluded.reason, p.reason), resuming = false
        """;

    /// <summary>Lets a project's tasks be claimed; what was put aside of them is not ready yet.</summary>
    public SqlBuilder BeginResume(string project) =>
        $"UPDATE {schema}.paused_project p SET resuming = true WHERE lower(p.project) = lower({project})";

    /// <summary>Forgets that a project was paused.</summary>
    public SqlBuilder EndResume(string project) =>
        $"DELETE FROM {schema}.paused_project p WHERE lower(p.project) = lower({project}) AND p.resuming";

    /// <summary>The lowest and the highest number of an open task; nulls where there is none.</summary>
    public SqlBuilder Range() => $"SELECT min(t.id), max(t.id) FROM {schema}.task t WHERE {TaskConditions.IsOpen}";

    /// <summary>Puts aside those of the next open tasks by number whose project is paused: the last number, how many.</summary>
    public SqlBuilder Park(long after) =>
        $"SELECT p.last, p.parked::bigint FROM {schema}.park_from({after}, {SqlBuilder.Literal(ChunkSize)}) p";

    /// <summary>Makes those ready whose project is not: the last number, how many.</summary>
    public SqlBuilder Unpark(long after) =>
        $"SELECT p.last, p.unparked::bigint FROM {schema}.unpark_from({after}, {SqlBuilder.Literal(ChunkSize)}) p";

    /// <summary>The names of the paused projects.</summary>
    public SqlBuilder Paused() => $"SELECT p.project FROM {schema}.paused_project p WHERE NOT p.resuming";

    /// <summary>The names of the projects that are paused or being resumed and that a pattern finds.</summary>
    public SqlBuilder FindPaused(string pattern) => $"""
        SELECT p.project FROM {schema}.paused_project p WHERE {WildcardText.IsLike($"p.project", pattern)}
        ORDER BY lower(p.project)
        """;

    /// <summary>
    /// The projects with open tasks, and the paused ones: name, pending, running, failed, by which project it is paused, since
    /// when, by whom, why.
    /// </summary>
    public SqlBuilder Get(string[]? patterns) => $"""
        WITH counted AS (
            SELECT t.project, count(*) FILTER (WHERE t.status = 'pending') AS pending,
                count(*) FILTER (WHERE t.status = 'running') AS running, count(*) FILTER (WHERE t.status = 'failed') AS failed
            FROM {schema}.task t WHERE {TaskConditions.IsOpen} AND t.project IS NOT NULL GROUP BY t.project
        ), named AS (
            SELECT coalesce(c.project, p.project) AS project, coalesce(c.pending, 0) AS pending,
                coalesce(c.running, 0) AS running, coalesce(c.failed, 0) AS failed
            FROM counted c
            FULL JOIN (SELECT p.project FROM {schema}.paused_project p WHERE NOT p.resuming) p
                ON lower(p.project) = lower(c.project)
        )
        SELECT n.project, n.pending, n.running, n.failed, p.project, p.paused_at, p.paused_by, p.reason
        FROM named n
        LEFT JOIN LATERAL (
            SELECT * FROM {schema}.paused_project p
            WHERE NOT p.resuming AND {IsOfOrBelow($"n.project")}
            ORDER BY length(p.project) DESC LIMIT 1) p ON true
        {(patterns is null ? $"" : (SqlBuilder)$"WHERE {TaskConditions.IsOfProjects($"n.project", patterns)}")}
        ORDER BY lower(n.project), n.project
        """;

    /// <summary>Whether a task may be claimed, as far as its project is concerned; costs nothing while none is paused.</summary>
    /// <param name="schema">The store's schema.</param>
    /// <param name="project">The task's project.</param>
    public static SqlBuilder IsNotPaused(SqlName schema, SqlBuilder project) => $"""
        ({project} IS NULL OR NOT EXISTS (SELECT FROM {schema}.paused_project) OR NOT EXISTS (
            SELECT FROM {schema}.paused_project p WHERE NOT p.resuming AND {IsOfOrBelow(project)}))
        """;

    private static SqlBuilder IsOfOrBelow(SqlBuilder project) =>
        $"starts_with(lower({project}) || '.', lower(p.project) || '.')";
}
