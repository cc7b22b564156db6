using Npgsql;

namespace PgTasks.Postgres;

/// <summary>A row of <see cref="ChangeStatements.Read"/> as a PgTaskChange.</summary>
internal static class ChangeRow
{
    private const int Columns = 8;
    private static readonly (string Column, string Property)[] s_properties = [
        .. TaskColumn.All.Select(column => (column.Name.Name, column.Field.Property))
            .Where(pair => pair.Property is not (nameof(PgTask.UpdatedAt) or nameof(PgTask.UpdatedBy))),
        // What follows from these.
        ("blockers", nameof(PgTask.BlockedBy)),
        ("worker_id", nameof(PgTask.ClaimedBy)),
    ];

    /// <summary>The current row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="place">The place of the change in the order of them all.</param>
    public static PgTaskChange Read(NpgsqlDataReader row, out long place)
    {
        int i = row.FieldCount - Columns;
        place = row.GetInt64(i);
        bool isOfOne = !row.IsDBNull(i + 1);
        string? before = GetText(row, i + 4);
        string? after = GetText(row, i + 5);
        string[] changed = row.GetFieldValue<string[]>(i + 7);
        return new PgTaskChange
        {
            Kind = isOfOne ? GetKind(before, after, row.GetBoolean(i + 6)) : PgTaskChangeKind.Cleared,
            Id = isOfOne ? row.GetInt64(i + 1) : null,
            Task = isOfOne ? TaskRow.Read(row) : null,
            At = TaskTime.FromMicroseconds(row.GetInt64(i + 2)),
            By = GetText(row, i + 3),
            Property = [.. s_properties.Where(pair => changed.Contains(pair.Column)).Select(pair => pair.Property)],
        };
    }

    private static PgTaskChangeKind GetKind(string? before, string? after, bool hasNewError) => (before, after) switch
    {
        (null, _) => PgTaskChangeKind.Added,
        (_, null) => PgTaskChangeKind.Removed,
        _ when before == after => PgTaskChangeKind.Changed,
        (_, "running") => PgTaskChangeKind.Started,
        (_, "completed") => PgTaskChangeKind.Completed,
        (_, "failed") => PgTaskChangeKind.Failed,
        (_, "cancelled") => PgTaskChangeKind.Cancelled,
        ("running", _) => hasNewError ? PgTaskChangeKind.Retried : PgTaskChangeKind.Suspended,
        _ => PgTaskChangeKind.Restarted,
    };

    private static string? GetText(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
