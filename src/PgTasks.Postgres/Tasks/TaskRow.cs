using Npgsql;

namespace PgTasks.Postgres;

/// <summary>A row of the table of tasks as a PgTask: UTC in the database, local time in the object.</summary>
internal static class TaskRow
{
    // Each column costs the server a twentieth of the row, the word of an enum a sixth, NULL next to nothing. So status and
    // priority travel as one number, who changed it where that is somebody else, and what few tasks have in one column.
    private static readonly SqlBuilder s_code = GetCode();
    private static readonly SqlBuilder s_isPlain = $"""
        t.not_before IS NULL AND t.data IS NULL AND t.worker_id IS NULL AND t.attempts = 0
        AND t.max_attempts = {SqlBuilder.Literal(PgTask.DefaultMaxAttempts)} AND t.last_error IS NULL
        AND t.depends_on IS NULL AND t.has_dependents IS NULL AND t.note_count IS NULL
        AND (t.updated_by IS NOT NULL OR t.created_by IS NULL)
        AND t.key IS NULL AND t.serial IS NULL AND t.result IS NULL AND t.progress IS NULL
        """;

    /// <summary>What <see cref="Read"/> wants, of a store's table called t.</summary>
    public static SqlBuilder GetColumns(SqlName schema) =>
        Write(TaskRelations.ClaimedBy(schema), TaskRelations.LeaseUntil(schema), schema);

    /// <summary>
    /// The same where it is returned of a change: Citus wants what is not immutable in a subquery there. Where many are
    /// read the planner would take that for dear.
    /// </summary>
    public static SqlBuilder GetReturnedColumns(SqlName schema) =>
        Write(TaskRelations.ClaimedBy(schema), TaskRelations.LeaseUntil(schema), schema, isReturned: true);

    /// <summary>What <see cref="ReadClaim"/> wants before what it says of the claim itself.</summary>
    public static SqlBuilder GetClaimedColumns(SqlName schema) => Write($"NULL::text", $"NULL::timestamptz", schema);

    private static SqlBuilder Write(SqlBuilder claimedBy, SqlBuilder leaseUntil, SqlName schema, bool isReturned = false)
    {
        SqlBuilder rest = $"""
            pg_catalog.record_send(ROW(
                t.not_before, t.data, {claimedBy}, {leaseUntil}, t.attempts, t.max_attempts, t.last_error, t.depends_on,
                {TaskRelations.BlockedBy(schema)}, {TaskRelations.Blocking(schema)}, {TaskRelations.NoteCount},
                t.updated_by, t.key, t.serial, t.result, t.progress))
            """;
        return $"""
            t.id, {s_code}, t.title, t.description, t.project, CASE WHEN cardinality(t.tags) > 0 THEN t.tags END,
            t.due, nullif(t.all_day, false), t.assigned_to, t.created_at, t.created_by,
            CASE WHEN t.updated_at <> t.created_at THEN t.updated_at END, nullif(t.updated_by, t.created_by),
            t.started_at, t.completed_at,
            CASE WHEN {s_isPlain} THEN NULL ELSE {(isReturned ? $"(SELECT {rest})" : rest)} END
            """;
    }

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
            Serial = asked.Serial,
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

    /// <summary>The same of a task just claimed, with the claim.</summary>
    public static PgTaskClaim ReadClaim(NpgsqlDataReader row)
    {
        PgTaskClaim claim = new();
        int i = Fill(claim, row);
        claim.ClaimId = row.GetInt32(i++);
        claim.LeaseUntil = GetTime(row, i++);
        claim.ClaimedBy = row.GetString(i);
        return claim;
    }

    /// <summary>Takes what <see cref="GetColumns"/> has selected. Gives the place of what comes after it.</summary>
    private static int Fill(PgTask task, NpgsqlDataReader row)
    {
        int i = 0;
        task.Id = row.GetInt64(i++);
        (task.Status, task.Priority) = ReadCode(row, i++);
        task.Title = row.GetString(i++);
        task.Description = row.GetString(i++);
        task.Project = GetText(row, i++);
        task.Tags = GetTexts(row, i++);
        task.AllDay = !row.IsDBNull(i + 1) && IsDay(row, i);
        task.Due = task.AllDay ? TaskTime.DayFromMicroseconds(row.GetInt64(i)) : GetTime(row, i);
        i += 2;
        task.AssignedTo = GetText(row, i++);
        task.CreatedAt = GetTime(row, i++)!.Value;
        task.CreatedBy = GetText(row, i++);
        task.UpdatedAt = GetTime(row, i++) ?? task.CreatedAt;
        task.UpdatedBy = GetText(row, i++) ?? task.CreatedBy;
        task.StartedAt = GetTime(row, i++);
        task.CompletedAt = GetTime(row, i++);
        if (!row.IsDBNull(i))
        {
            FillRare(task, new BinaryRecord(row.GetFieldValue<byte[]>(i)));
        }

        return i + 1;
    }

    private static void FillRare(PgTask task, BinaryRecord rare)
    {
        task.NotBefore = rare.ReadTime();
        task.DataJson = rare.ReadJson();
        task.ClaimedBy = rare.ReadText();
        task.LeaseUntil = rare.ReadTime();
        task.Attempts = rare.ReadInt32();
        task.MaxAttempts = rare.ReadInt32();
        task.LastError = rare.ReadText();
        task.DependsOn = rare.ReadIds();
        task.BlockedBy = rare.ReadIds();
        task.Blocking = rare.ReadIds();
        task.NoteCount = rare.ReadInt32();
        task.UpdatedBy = rare.ReadText();
        task.Key = rare.ReadText();
        task.Serial = rare.ReadText();
        task.ResultJson = rare.ReadJson();
        task.Progress = rare.ReadText();
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

    // The status counts in tens; of a new task, which is pending and of normal priority, NULL.
    private static SqlBuilder GetCode()
    {
        return $"nullif({Case($"t.status", Word, PgTaskStatus.Pending, 10)} + {Case($"t.priority", Word, PgTaskPriority.Normal, 1)}, 1)";

        // The first is found first. Not as CASE column WHEN word: Citus writes that wrong in RETURNING.
        static SqlBuilder Case<T>(SqlBuilder column, Func<T, string> word, T first, int factor)
            where T : struct, Enum
        {
            IEnumerable<SqlBuilder> cases = Enum.GetValues<T>().OrderByDescending(value => value.Equals(first)).Select(value =>
                (SqlBuilder)$"WHEN {column} = {SqlBuilder.Literal(word(value))} THEN {SqlBuilder.Literal((int)(object)value * factor)}");
            return $"CASE {SqlBuilder.Join(" ", cases)} ELSE -100 END";
        }
    }

    private static (PgTaskStatus Status, PgTaskPriority Priority) ReadCode(NpgsqlDataReader row, int column)
    {
        if (row.IsDBNull(column))
        {
            return (PgTaskStatus.Pending, PgTaskPriority.Normal);
        }

        int code = row.GetInt32(column);
        return code >= 0
            ? ((PgTaskStatus)(code / 10), (PgTaskPriority)(code % 10))
            : throw new InvalidDataException("A task has a status or a priority that is not known here.");
    }

    private static string? GetText(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    private static string[] GetTexts(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? [] : row.GetFieldValue<string[]>(column);

    private static DateTime? GetTime(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : TaskTime.FromMicroseconds(row.GetInt64(column));

    /// <summary>Whether a due time can be a day, which no infinity is.</summary>
    private static bool IsDay(NpgsqlDataReader row, int column) =>
        !row.IsDBNull(column) && TaskTime.IsOrdinary(row.GetInt64(column));

    /// <summary>A UTC time as local time; infinity stays the end of the range.</summary>
    public static DateTime ToLocal(DateTime time) =>
        time == DateTime.MinValue || time == DateTime.MaxValue ? time : time.ToLocalTime();
}
