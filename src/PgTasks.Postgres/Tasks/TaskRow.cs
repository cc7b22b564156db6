using System.Data;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>A row of the table of tasks as a PgTask: UTC in the database, local time in the object.</summary>
internal static class TaskRow
{
    /// <summary>The first of the fields that most tasks of a list have nothing in.</summary>
    public static readonly int Rare = Array.FindIndex(
        TaskColumn.All, column => column.Field.Property == nameof(PgTask.StartedAt));

    // One column to read instead of a dozen, which is a third of the reading of such a task.
    private static readonly SqlBuilder s_isPlain = $"""
        (t.started_at IS NULL AND t.completed_at IS NULL AND t.not_before IS NULL AND t.data IS NULL AND t.claimed_by IS NULL
        AND t.lease_until IS NULL AND t.attempts = 0 AND t.max_attempts = 1 AND t.last_error IS NULL
        AND t.depends_on IS NULL AND t.has_dependents IS NULL AND t.note_count IS NULL)
        """;

    /// <summary>What <see cref="Read"/> wants, of a store's table called t.</summary>
    public static SqlBuilder GetColumns(SqlName schema) => SqlBuilder.Join(", ", [
        .. TaskColumn.All[..Rare].Select(column => column.SelectedIn(schema)),
        s_isPlain,
        .. TaskColumn.All[Rare..].Select(column => column.SelectedIn(schema))]);

    /// <summary>
    /// What <see cref="ReadAdded"/> wants, of tasks just inserted as t: what the database alone knows or writes in its
    /// own way, and whether a trigger may have changed the rest. Each column more costs the server as much as a tenth of
    /// the row.
    /// </summary>
    public static SqlBuilder GetAddedColumns(SqlName schema)
    {
        // A trigger that comes before an insert of a row (1 + 2 + 4), as catalog/pg_trigger.h numbers them.
        SqlBuilder mayDiffer = $"""
            EXISTS (SELECT FROM pg_catalog.pg_trigger g
                WHERE g.tgrelid = {SqlBuilder.Literal($"{schema.Quoted}.task")}::pg_catalog.regclass AND g.tgtype & 7 = 7)
            """;
        return $"t.id, t.created_at, t.due, t.not_before, t.data::text, {mayDiffer}";
    }

    /// <summary>Whether the current row of added tasks may not be as it was asked for.</summary>
    public static bool MayDiffer(NpgsqlDataReader row) => row.GetBoolean(5);

    /// <summary>The reader's current row, of a task that was inserted as asked.</summary>
    /// <param name="row">The row.</param>
    /// <param name="asked">What was asked for.</param>
    /// <param name="actor">Who added it.</param>
    /// <param name="before">A task of the same statement, and so of the same time, or null.</param>
    public static PgTask ReadAdded(NpgsqlDataReader row, NewTask asked, string actor, PgTask? before)
    {
        DateTime createdAt = before?.CreatedAt ?? GetTime(row, 1)!.Value;
        return new()
        {
            Id = row.GetInt64(0),
            Title = asked.Title,
            Description = asked.Description,
            Priority = asked.Priority,
            Project = asked.Project,
            Tags = asked.Tags,
            Due = asked.AllDay ? TaskTime.DayFromMicroseconds(row.GetInt64(2)) : GetTime(row, 2),
            AllDay = asked.AllDay,
            AssignedTo = asked.AssignedTo,
            CreatedAt = createdAt,
            CreatedBy = actor,
            UpdatedAt = createdAt,
            UpdatedBy = actor,
            NotBefore = GetTime(row, 3),
            DataJson = GetText(row, 4),
            MaxAttempts = asked.MaxAttempts,
        };
    }

    /// <summary>The reader's current row.</summary>
    public static PgTask Read(NpgsqlDataReader row)
    {
        PgTask task = new();
        Fill(task, row);
        return task;
    }

    /// <summary>The same of a search, with how well it fits, and where.</summary>
    public static PgTask ReadMatch(NpgsqlDataReader row)
    {
        PgTaskMatch match = new();
        int i = Fill(match, row);
        match.Rank = row.GetFloat(i++);
        match.Headline = row.GetString(i);
        return match;
    }

    /// <summary>Takes what <see cref="GetColumns"/> has selected. Gives the place of what comes after it.</summary>
    private static int Fill(PgTask task, NpgsqlDataReader row)
    {
        int i = 0;
        task.Id = row.GetInt64(i++);
        task.Title = row.GetString(i++);
        task.Description = row.GetString(i++);
        task.Status = ParseStatus(row.GetString(i++));
        task.Priority = ParsePriority(row.GetString(i++));
        task.Project = GetText(row, i++);
        task.Tags = GetTexts(row, i++);
        task.AllDay = row.GetBoolean(i + 1) && IsDay(row, i);
        task.Due = task.AllDay ? TaskTime.DayFromMicroseconds(row.GetInt64(i)) : GetTime(row, i);
        i += 2;
        task.AssignedTo = GetText(row, i++);
        task.CreatedAt = GetTime(row, i++)!.Value;
        task.CreatedBy = GetText(row, i++);
        task.UpdatedAt = GetTime(row, i++)!.Value;
        task.UpdatedBy = GetText(row, i++);
        if (row.GetBoolean(i++))
        {
            return TaskColumn.All.Length + 1;
        }

        task.StartedAt = GetTime(row, i++);
        task.CompletedAt = GetTime(row, i++);
        task.NotBefore = GetTime(row, i++);
        task.DataJson = GetText(row, i++);
        task.ClaimedBy = GetText(row, i++);
        task.LeaseUntil = GetTime(row, i++);
        task.Attempts = row.GetInt32(i++);
        task.MaxAttempts = row.GetInt32(i++);
        task.LastError = GetText(row, i++);
        task.DependsOn = GetIds(row, i++);
        task.BlockedBy = GetIds(row, i++);
        task.Blocking = GetIds(row, i++);
        task.NoteCount = row.GetInt32(i++);
        return i;
    }

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

    private static string[] GetTexts(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? [] : row.GetFieldValue<string[]>(column);

    private static long[] GetIds(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? [] : row.GetFieldValue<long[]>(column);

    private static DateTime? GetTime(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : TaskTime.FromMicroseconds(row.GetInt64(column));

    /// <summary>Whether a due time can be a day, which no infinity is.</summary>
    private static bool IsDay(NpgsqlDataReader row, int column) =>
        !row.IsDBNull(column) && TaskTime.IsOrdinary(row.GetInt64(column));

    /// <summary>A UTC time as local time; infinity stays the end of the range.</summary>
    public static DateTime ToLocal(DateTime time) =>
        time == DateTime.MinValue || time == DateTime.MaxValue ? time : time.ToLocalTime();
}
