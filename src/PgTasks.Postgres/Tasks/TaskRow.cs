using System.Data;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>A row of pgtasks.task as a PgTask: UTC in the database, local time in the object.</summary>
internal static class TaskRow
{
    /// <summary>The columns that <see cref="Read"/> wants, of a table called t.</summary>
    public const string Columns = """
        t.id, t.title, t.description, t.status::text, t.priority::text, t.project,
        CASE WHEN cardinality(t.tags) > 0 THEN t.tags END, t.due, t.created_at, t.updated_at, t.started_at,
        t.completed_at, t.not_before, t.data::text, t.claimed_by, t.lease_until, t.attempts, t.max_attempts, t.last_error
        """;

    /// <summary>
    /// The columns that <see cref="ReadAdded"/> wants, of tasks just inserted as t: what the database alone knows, and
    /// the rest only where a trigger may have changed it.
    /// </summary>
    public const string AddedColumns = $"""
        t.id, CASE WHEN {MayDiffer} THEN t.title END, CASE WHEN {MayDiffer} THEN t.description END,
        CASE WHEN {MayDiffer} THEN t.status::text END, CASE WHEN {MayDiffer} THEN t.priority::text END,
        CASE WHEN {MayDiffer} THEN t.project END, CASE WHEN {MayDiffer} THEN t.tags END, t.due, t.created_at,
        CASE WHEN {MayDiffer} THEN t.updated_at END, CASE WHEN {MayDiffer} THEN t.started_at END,
        CASE WHEN {MayDiffer} THEN t.completed_at END, t.not_before, t.data::text, CASE WHEN {MayDiffer} THEN t.claimed_by END,
        CASE WHEN {MayDiffer} THEN t.lease_until END, CASE WHEN {MayDiffer} THEN t.attempts END,
        CASE WHEN {MayDiffer} THEN t.max_attempts END, CASE WHEN {MayDiffer} THEN t.last_error END
        """;

    // A trigger that comes before an insert of a row (1 + 2 + 4), as catalog/pg_trigger.h numbers them.
    private const string MayDiffer = """
        EXISTS (SELECT FROM pg_catalog.pg_trigger g
            WHERE g.tgrelid = 'pgtasks.task'::pg_catalog.regclass AND g.tgtype & 7 = 7)
        """;

    /// <summary>The reader's current row, of a task that was inserted as asked.</summary>
    /// <param name="row">The row.</param>
    /// <param name="asked">What was asked for.</param>
    /// <param name="before">A task of the same statement, and so of the same time, or null.</param>
    public static PgTask ReadAdded(NpgsqlDataReader row, NewTask asked, PgTask? before)
    {
        if (!row.IsDBNull(3))
        {
            return Read(row);
        }

        DateTime createdAt = before?.CreatedAt ?? ToLocal(row.GetDateTime(8));
        return new()
        {
            Id = row.GetInt64(0),
            Title = asked.Title,
            Description = asked.Description,
            Priority = asked.Priority,
            Project = asked.Project,
            Tags = asked.Tags,
            Due = GetTime(row, 7),
            CreatedAt = createdAt,
            UpdatedAt = createdAt,
            NotBefore = GetTime(row, 12),
            DataJson = GetText(row, 13),
            MaxAttempts = asked.MaxAttempts,
        };
    }

    /// <summary>The reader's current row.</summary>
    public static PgTask Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Title = row.GetString(1),
        Description = row.GetString(2),
        Status = ParseStatus(row.GetString(3)),
        Priority = ParsePriority(row.GetString(4)),
        Project = GetText(row, 5),
        Tags = row.IsDBNull(6) ? [] : row.GetFieldValue<string[]>(6),
        Due = GetTime(row, 7),
        CreatedAt = ToLocal(row.GetDateTime(8)),
        UpdatedAt = ToLocal(row.GetDateTime(9)),
        StartedAt = GetTime(row, 10),
        CompletedAt = GetTime(row, 11),
        NotBefore = GetTime(row, 12),
        DataJson = GetText(row, 13),
        ClaimedBy = GetText(row, 14),
        LeaseUntil = GetTime(row, 15),
        Attempts = row.GetInt32(16),
        MaxAttempts = row.GetInt32(17),
        LastError = GetText(row, 18),
    };

    /// <summary>The database's word for a status.</summary>
    public static string Word(PgTaskStatus status) => status switch
    {
        PgTaskStatus.Pending => "pending",
        PgTaskStatus.Running => "running",
        PgTaskStatus.Completed => "completed",
        PgTaskStatus.Failed => "failed",
        PgTaskStatus.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };

    /// <summary>The database's word for a priority.</summary>
    public static string Word(PgTaskPriority priority) => priority switch
    {
        PgTaskPriority.Low => "low",
        PgTaskPriority.Normal => "normal",
        PgTaskPriority.High => "high",
        PgTaskPriority.Urgent => "urgent",
        _ => throw new ArgumentOutOfRangeException(nameof(priority), priority, null),
    };

    /// <summary>A time of any Kind as UTC; the ends of DateTime's range are PostgreSQL's infinity.</summary>
    public static DateTime? ToUtc(DateTime? time) => time switch
    {
        null => null,
        { Ticks: 0 } => DateTime.MinValue,
        { } value when value == DateTime.MaxValue => DateTime.MaxValue,
        { } value => value.ToUniversalTime(),
    };

    private static PgTaskStatus ParseStatus(string word) => word switch
    {
        "pending" => PgTaskStatus.Pending,
        "running" => PgTaskStatus.Running,
        "completed" => PgTaskStatus.Completed,
        "failed" => PgTaskStatus.Failed,
        "cancelled" => PgTaskStatus.Cancelled,
        _ => throw new InvalidDataException($"Unknown status '{word}'."),
    };

    private static PgTaskPriority ParsePriority(string word) => word switch
    {
        "low" => PgTaskPriority.Low,
        "normal" => PgTaskPriority.Normal,
        "high" => PgTaskPriority.High,
        "urgent" => PgTaskPriority.Urgent,
        _ => throw new InvalidDataException($"Unknown priority '{word}'."),
    };

    private static string? GetText(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTime? GetTime(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : ToLocal(row.GetDateTime(column));

    /// <summary>A UTC time as local time; infinity stays the end of the range.</summary>
    public static DateTime ToLocal(DateTime time) =>
        time == DateTime.MinValue || time == DateTime.MaxValue ? time : time.ToLocalTime();
}
