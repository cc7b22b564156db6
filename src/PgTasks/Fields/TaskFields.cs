using static PgTasks.TaskFieldKind;
using static PgTasks.TaskFieldUse;

namespace PgTasks;

/// <summary>
/// The facts that a task has, in the order in which files and statements have them. Header and values of files, the
/// columns of imports and inserts, what is selected and what Set-PgTask assigns come from here.
/// </summary>
internal static class TaskFields
{
    private const TaskFieldUse Everyone = Add | Set | Import;

    /// <summary>What is to be done: the one that every task must have.</summary>
    public static readonly TaskField Title = new TaskField<string?>(
        nameof(PgTask.Title), Text, Everyone, task => task.Title);

    /// <summary>Its tags.</summary>
    public static readonly TaskField Tags = new TaskField<string[]>(
        nameof(PgTask.Tags), TaskFieldKind.Tags, Everyone, task => task.Tags)
    { Parameter = "Tag" };

    /// <summary>When it shall be done; of one that is due someday, nothing.</summary>
    public static readonly TaskField Due = new TaskField<DateTime?>(
        nameof(PgTask.Due), OptionalTime, Everyone, task => task.Due);

    /// <summary>Whether that is a day. It comes next, as what Due says and what is written of it says both.</summary>
    public static readonly TaskField AllDay = new TaskField<bool>(
        nameof(PgTask.AllDay), Flag, Everyone, task => task.AllDay);

    /// <summary>All of them.</summary>
    public static readonly TaskField[] All = [
        new TaskField<long>(nameof(PgTask.Id), Identity, None, task => task.Id),
        Title,
        new TaskField<string?>(nameof(PgTask.Description), Text, Everyone, task => task.Description),
        new TaskField<PgTaskStatus>(nameof(PgTask.Status), Status, Set | Import, task => task.Status),
        new TaskField<PgTaskPriority>(nameof(PgTask.Priority), Priority, Everyone, task => task.Priority),
        new TaskField<string?>(nameof(PgTask.Project), OptionalText, Everyone, task => task.Project),
        Tags,
        Due,
        AllDay,
        new TaskField<string?>(nameof(PgTask.AssignedTo), OptionalText, Everyone, task => task.AssignedTo),
        new TaskField<DateTime?>(nameof(PgTask.CreatedAt), Time, Import, task => task.CreatedAt),
        new TaskField<string?>(nameof(PgTask.CreatedBy), Actor, Import, task => task.CreatedBy),
        new TaskField<DateTime?>(nameof(PgTask.UpdatedAt), Time, Import, task => task.UpdatedAt),
        new TaskField<string?>(nameof(PgTask.UpdatedBy), Actor, Import, task => task.UpdatedBy),
        new TaskField<DateTime?>(nameof(PgTask.StartedAt), OptionalTime, Import, task => task.StartedAt),
        new TaskField<DateTime?>(nameof(PgTask.CompletedAt), OptionalTime, Import, task => task.CompletedAt),
        new TaskField<DateTime?>(nameof(PgTask.NotBefore), OptionalTime, Everyone, task => task.NotBefore),
        new TaskField<string?>(nameof(PgTask.Data), Json, Everyone, task => task.DataJson),
        new TaskField<string?>(nameof(PgTask.ClaimedBy), OptionalText, None, task => task.ClaimedBy),
        new TaskField<DateTime?>(nameof(PgTask.LeaseUntil), OptionalTime, None, task => task.LeaseUntil),
        new TaskField<int>(nameof(PgTask.Attempts), Count, Import, task => task.Attempts),
        new TaskField<int>(nameof(PgTask.MaxAttempts), Count, Everyone, task => task.MaxAttempts)
        {
            Least = 1, Usual = PgTask.DefaultMaxAttempts,
        },
        new TaskField<string?>(nameof(PgTask.LastError), OptionalText, Import, task => task.LastError),
        new TaskField<long[]>(nameof(PgTask.DependsOn), Ids, Add | Set, task => task.DependsOn),
        new TaskField<long[]>(nameof(PgTask.BlockedBy), Ids, None, task => task.BlockedBy),
        new TaskField<long[]>(nameof(PgTask.Blocking), Ids, None, task => task.Blocking),
        new TaskField<int>(nameof(PgTask.NoteCount), Count, None, task => task.NoteCount),
        new TaskField<string?>(nameof(PgTask.Key), OptionalText, Add | Import, task => task.Key),
        new TaskField<string?>(nameof(PgTask.Serial), OptionalText, Add | Import, task => task.Serial),
        new TaskField<string?>(nameof(PgTask.Result), Json, Import, task => task.ResultJson),
        new TaskField<string?>(nameof(PgTask.Progress), OptionalText, None, task => task.Progress)];

    /// <summary>Those that files have.</summary>
    public static readonly TaskField[] Written = Array.FindAll(All, field => field.Kind != Flag);

    // What the objects say besides, which follows from the fields or from what was searched for.
    private static readonly string[] s_derived = [
        nameof(PgTask.Blocked), nameof(PgTaskMatch.Rank), nameof(PgTaskMatch.Headline)];

    /// <summary>Whether a file that was made of tasks may have it, and there is nothing to read in it.</summary>
    public static bool IsDerived(string name) => s_derived.Contains(Simplify(name), StringComparer.OrdinalIgnoreCase);

    /// <summary>The field that a file calls so, in any case and with or without underscores and blanks.</summary>
    public static TaskField? Find(string name)
    {
        string plain = Simplify(name);
        return Array.Find(
            All, field => plain.Equals(field.Property, StringComparison.OrdinalIgnoreCase)
                || plain.Equals(field.Parameter, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>A name as it is compared with the fields' own.</summary>
    public static string Simplify(string name) =>
        name.Trim().Replace("_", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
}
