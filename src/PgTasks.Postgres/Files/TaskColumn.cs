using PgTasks.Postgres.Settings;

namespace PgTasks.Postgres.Import;

/// <summary>A column of pgtasks.task that a file can fill.</summary>
/// <param name="Property">What PgTask calls it.</param>
/// <param name="Name">What the database calls it.</param>
/// <param name="Kind">How its values are read.</param>
/// <param name="Least">The least count, where it is one; also the value of an empty cell.</param>
internal sealed record TaskColumn(string Property, string Name, ColumnKind Kind, int Least = 0)
{
    /// <summary>All of them, in the order in which rows are sent.</summary>
    public static readonly TaskColumn[] All = [
        new(nameof(PgTask.Title), "title", ColumnKind.Text),
        new(nameof(PgTask.Description), "description", ColumnKind.Text),
        new(nameof(PgTask.Status), "status", ColumnKind.Status),
        new(nameof(PgTask.Priority), "priority", ColumnKind.Priority),
        new(nameof(PgTask.Project), "project", ColumnKind.OptionalText),
        new(nameof(PgTask.Tags), "tags", ColumnKind.Tags),
        new(nameof(PgTask.Due), "due", ColumnKind.OptionalTime),
        new(nameof(PgTask.CreatedAt), "created_at", ColumnKind.Time),
        new(nameof(PgTask.UpdatedAt), "updated_at", ColumnKind.Time),
        new(nameof(PgTask.StartedAt), "started_at", ColumnKind.OptionalTime),
        new(nameof(PgTask.CompletedAt), "completed_at", ColumnKind.OptionalTime),
        new(nameof(PgTask.NotBefore), "not_before", ColumnKind.OptionalTime),
        new(nameof(PgTask.Data), "data", ColumnKind.Json),
        new(nameof(PgTask.Attempts), "attempts", ColumnKind.Count),
        new(nameof(PgTask.MaxAttempts), "max_attempts", ColumnKind.Count, Least: 1),
        new(nameof(PgTask.LastError), "last_error", ColumnKind.OptionalText)];

    // The database gives the number, and a claim holds for the worker that made it.
    private static readonly string[] s_ignored = [
        nameof(PgTask.Id), nameof(PgTask.ClaimedBy), nameof(PgTask.LeaseUntil)];

    /// <summary>Whether this is the one that every task must have.</summary>
    public bool IsTitle => this == All[0];

    /// <summary>The column that a file calls so, in any case and with or without underscores.</summary>
    public static TaskColumn? Find(string name)
    {
        string plain = Simplify(name);
        return Array.Find(
            All, column => plain.Equals(column.Property, StringComparison.OrdinalIgnoreCase)
                || (column.Kind == ColumnKind.Tags && plain.Equals("Tag", StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>Whether a file may have a column of that name that is not stored.</summary>
    public static bool IsIgnored(string name) => s_ignored.Contains(Simplify(name), StringComparer.OrdinalIgnoreCase);

    /// <summary>The property whose name takes the fewest edits from this one.</summary>
    public static string FindNearest(string name)
    {
        string plain = Simplify(name);
        return All.MinBy(column => UnknownSetting.Measure(plain, column.Property))!.Property;
    }

    private static string Simplify(string name) =>
        name.Trim().Replace("_", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
}
