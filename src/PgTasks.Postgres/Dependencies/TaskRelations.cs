namespace PgTasks.Postgres;

/// <summary>What is selected of a task's relations and claim, which the table does not hold as the object shows them.</summary>
internal static class TaskRelations
{
    // Ended is what no longer blocks; words, so that they need no schema.
    private static readonly SqlBuilder s_ended = $"('completed', 'cancelled')";

    /// <summary>How many notes a task called t has.</summary>
    public static readonly SqlBuilder NoteCount = $"coalesce(t.note_count, 0)";

    /// <summary>
    /// The open tasks that a task called t waits for. Not by the count of blockers: of a task just inserted or changed,
    /// that is made once the statement is over.
    /// </summary>
    public static SqlBuilder BlockedBy(SqlName schema) => $"""
        CASE WHEN t.depends_on IS NOT NULL AND t.status NOT IN {s_ended}
            THEN {schema}.open_blockers(t.depends_on) END
        """;

    /// <summary>The open tasks that wait for a task called t.</summary>
    public static SqlBuilder Blocking(SqlName schema) =>
        $"CASE WHEN t.has_dependents AND t.status NOT IN {s_ended} THEN {schema}.open_dependents(t.id) END";

    public static SqlBuilder ClaimedBy(SqlName schema) =>
        $"CASE WHEN t.status = 'running' THEN {schema}.claim_holder(t.worker_id) END";

    public static SqlBuilder LeaseUntil(SqlName schema) =>
        $"CASE WHEN t.status = 'running' THEN {schema}.claim_lease(t.worker_id) END";

    /// <summary>What is selected for a field of a store's table called t; null where it is a column.</summary>
    public static SqlBuilder? Select(TaskField field, SqlName schema) => field.Property switch
    {
        nameof(PgTask.BlockedBy) => BlockedBy(schema),
        nameof(PgTask.Blocking) => Blocking(schema),
        nameof(PgTask.NoteCount) => NoteCount,
        nameof(PgTask.ClaimedBy) => ClaimedBy(schema),
        nameof(PgTask.LeaseUntil) => LeaseUntil(schema),
        _ => null,
    };
}
