using Npgsql;

namespace PgTasks.Benchmarks;

/// <summary>The row as a PgTask, written as one would without the module.</summary>
internal static class BareTask
{
    public const string Columns = """
        t.id, t.title, t.description, t.status::text, t.priority::text, t.project, t.tags, t.due, t.created_at,
        t.updated_at, t.started_at, t.completed_at, t.not_before, t.data::text, t.claimed_by, t.lease_until,
        t.attempts, t.max_attempts, t.last_error
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
        Project = row.IsDBNull(5) ? null : row.GetString(5),
        Tags = row.GetFieldValue<string[]>(6),
        Due = row.IsDBNull(7) ? null : row.GetDateTime(7).ToLocalTime(),
        CreatedAt = row.GetDateTime(8).ToLocalTime(),
        UpdatedAt = row.GetDateTime(9).ToLocalTime(),
        StartedAt = row.IsDBNull(10) ? null : row.GetDateTime(10).ToLocalTime(),
        CompletedAt = row.IsDBNull(11) ? null : row.GetDateTime(11).ToLocalTime(),
        NotBefore = row.IsDBNull(12) ? null : row.GetDateTime(12).ToLocalTime(),
        DataJson = row.IsDBNull(13) ? null : row.GetString(13),
        ClaimedBy = row.IsDBNull(14) ? null : row.GetString(14),
        LeaseUntil = row.IsDBNull(15) ? null : row.GetDateTime(15).ToLocalTime(),
        Attempts = row.GetInt32(16),
        MaxAttempts = row.GetInt32(17),
        LastError = row.IsDBNull(18) ? null : row.GetString(18),
    };
}
