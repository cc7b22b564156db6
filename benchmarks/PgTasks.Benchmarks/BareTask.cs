using Npgsql;

namespace PgTasks.Benchmarks;

/// <summary>The row as a PgTask with all its properties, written as one would without the module.</summary>
internal static class BareTask
{
    public const string Columns = $"""
        {Before} pgtasks.claim_holder(t.worker_id), pgtasks.claim_lease(t.worker_id), {After}
        """;

    /// <summary>The same of tasks just claimed, whose holder is known.</summary>
    public const string ClaimedColumns = $"{Before} 'me', now(), {After}";

    private const string Before = """
        t.id, t.title, t.description, t.status::text, t.priority::text, t.project, t.tags, t.due, t.all_day, t.assigned_to,
        t.created_at, t.created_by, t.updated_at, t.updated_by, t.started_at, t.completed_at, t.not_before, t.data::text,
        """;

    private const string After = """
        t.attempts, t.max_attempts, t.last_error, t.depends_on,
        CASE WHEN t.depends_on IS NOT NULL THEN pgtasks.open_blockers(t.depends_on) END,
        CASE WHEN t.has_dependents THEN pgtasks.open_dependents(t.id) END, t.note_count,
        t.key, t.serial, t.result::text
        """;

    public static PgTask Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Title = row.GetString(1),
        Description = row.GetString(2),
        Status = row.GetString(3) switch
        {
            "pending" => PgTaskStatus.Pending,
            "running" => PgTaskStatus.Running,
            "completed" => PgTaskStatus.Completed,
            "failed" => PgTaskStatus.Failed,
            _ => PgTaskStatus.Cancelled,
        },
        Priority = row.GetString(4) switch
        {
            "low" => PgTaskPriority.Low,
            "normal" => PgTaskPriority.Normal,
            "high" => PgTaskPriority.High,
            _ => PgTaskPriority.Urgent,
        },
        Project = GetText(row, 5),
        Tags = row.GetFieldValue<string[]>(6),
        Due = GetTime(row, 7),
        AllDay = row.GetBoolean(8),
        AssignedTo = GetText(row, 9),
        CreatedAt = row.GetDateTime(10).ToLocalTime(),
        CreatedBy = GetText(row, 11),
        UpdatedAt = row.GetDateTime(12).ToLocalTime(),
        UpdatedBy = GetText(row, 13),
        StartedAt = GetTime(row, 14),
        CompletedAt = GetTime(row, 15),
        NotBefore = GetTime(row, 16),
        DataJson = GetText(row, 17),
        ClaimedBy = GetText(row, 18),
        LeaseUntil = GetTime(row, 19),
        Attempts = row.GetInt32(20),
        MaxAttempts = row.GetInt32(21),
        LastError = GetText(row, 22),
        DependsOn = GetIds(row, 23),
        BlockedBy = GetIds(row, 24),
        Blocking = GetIds(row, 25),
        NoteCount = row.IsDBNull(26) ? 0 : row.GetInt32(26),
        Key = GetText(row, 27),
        Serial = GetText(row, 28),
        ResultJson = GetText(row, 29),
    };

    private static string? GetText(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTime? GetTime(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetDateTime(column).ToLocalTime();

    private static long[] GetIds(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? [] : row.GetFieldValue<long[]>(column);
}
