namespace PgTasks.Postgres;

/// <summary>What is selected of a task's relations, which the table does not hold as the object shows them.</summary>
internal static class TaskRelations
{
    // Ended is what no longer blocks; words, so that they need no schema.
    private static readonly SqlBuilder s_ended = $"('completed', 'cancelled')";

    /// <summary>What is selected for a field of a store's table called t; null where it is a column.</summary>
    public static SqlBuilder? Select(TaskField field, SqlName schema) => field.Property switch
    {
        // Not by the count of blockers: of a task just inserted or changed, that is made once the statement is over.
        nameof(PgTask.BlockedBy) => $"""
            CASE WHEN t.depends_on IS NOT NULL AND t.status NOT IN {s_ended}
                THEN {schema}.open_blockers(t.depends_on) END
            """,
        nameof(PgTask.Blocking) =>
            $"CASE WHEN t.has_dependents AND t.status NOT IN {s_ended} THEN {schema}.open_dependents(t.id) END",
        nameof(PgTask.NoteCount) => $"coalesce(t.note_count, 0)",
        _ => null,
    };
}
