using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;

namespace PgTasks.Postgres;

/// <summary>A task's field as a column of pgtasks.task: its name, what is selected, and how its values travel.</summary>
internal abstract partial class TaskColumn
{
    /// <summary>All of them, in the order of the fields.</summary>
    public static readonly TaskColumn[] All = [.. TaskFields.All.Select(Create)];

    /// <summary>Those that a new task fills.</summary>
    public static readonly TaskColumn[] Added = Array.FindAll(All, column => column.Field.IsSaidBy(TaskFieldUse.Add));

    /// <summary>Those that a file can fill, in the order in which rows are sent.</summary>
    public static readonly TaskColumn[] Imported =
        Array.FindAll(All, column => column.Field.IsSaidBy(TaskFieldUse.Import));

    private TaskColumn(TaskField field, string type, string? selected = null)
    {
        Field = field;
        Name = UpperCaseLetter().Replace(field.Property, "_$0").ToLowerInvariant();
        Type = type;
        Selected = string.Format(null, selected ?? "t.{0}", Name);
    }

    /// <summary>The field.</summary>
    public TaskField Field { get; }

    /// <summary>What the database calls it.</summary>
    public string Name { get; }

    /// <summary>Its type, to which what travels is cast.</summary>
    public string Type { get; }

    /// <summary>What is selected of a table called t, for <see cref="TaskRow.Read"/>.</summary>
    public string Selected { get; }

    /// <summary>The column of a field.</summary>
    public static TaskColumn Of(TaskField field) => All[Array.IndexOf(TaskFields.All, field)];

    /// <summary>The tasks' values: one for all where they are the same, else an array to unnest.</summary>
    public abstract NpgsqlParameter CreateParameter(IReadOnlyList<PgTask> tasks, out bool isArray);

    /// <summary>A value that a cmdlet gives for it.</summary>
    public abstract NpgsqlParameter CreateParameter(object? value);

    private static TaskColumn Create(TaskField field) => field.Kind switch
    {
        TaskFieldKind.Identity => new Column<long>(field, "bigint", NpgsqlDbType.Bigint),
        TaskFieldKind.Text or TaskFieldKind.OptionalText => new Column<string?>(field, "text", NpgsqlDbType.Text),
        TaskFieldKind.Status => new Column<PgTaskStatus, string>(
            field, "pgtasks.task_status", NpgsqlDbType.Text, TaskRow.Word, "t.{0}::text"),
        TaskFieldKind.Priority => new Column<PgTaskPriority, string>(
            field, "pgtasks.task_priority", NpgsqlDbType.Text, TaskRow.Word, "t.{0}::text"),
        // As one literal a task: unnest would flatten a two-dimensional array.
        TaskFieldKind.Tags => new Column<string[], string>(
            field, "text[]", NpgsqlDbType.Text, tags => ArrayLiteral.Write(tags), "CASE WHEN cardinality(t.{0}) > 0 THEN t.{0} END"),
        TaskFieldKind.Time or TaskFieldKind.OptionalTime => new Column<DateTime?, DateTime?>(
            field, "timestamptz", NpgsqlDbType.TimestampTz, TaskRow.ToUtc),
        TaskFieldKind.Json => new Column<string?>(field, "jsonb", NpgsqlDbType.Text, selected: "t.{0}::text"),
        TaskFieldKind.Count => new Column<int>(field, "integer", NpgsqlDbType.Integer),
        _ => throw new ArgumentOutOfRangeException(nameof(field), field.Kind, null),
    };

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex UpperCaseLetter();

    private class Column<T, TSent>(
        TaskField field, string type, NpgsqlDbType sent, Func<T, TSent> send, string? selected = null)
        : TaskColumn(field, type, selected)
    {
        private readonly Func<PgTask, T> _get = ((TaskField<T>)field).Get;

        public override NpgsqlParameter CreateParameter(object? value) => value is null
            ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = sent }
            : new NpgsqlParameter<TSent> { TypedValue = send((T)value), NpgsqlDbType = sent };

        public override NpgsqlParameter CreateParameter(IReadOnlyList<PgTask> tasks, out bool isArray)
        {
            TSent first = send(_get(tasks[0]));
            int same = 1;
            while (same < tasks.Count && EqualityComparer<TSent>.Default.Equals(send(_get(tasks[same])), first))
            {
                same++;
            }

            isArray = same < tasks.Count;
            if (!isArray)
            {
                return new NpgsqlParameter<TSent> { TypedValue = first, NpgsqlDbType = sent };
            }

            TSent[] values = new TSent[tasks.Count];
            Array.Fill(values, first, 0, same);
            for (int i = same; i < values.Length; i++)
            {
                values[i] = send(_get(tasks[i]));
            }

            return new NpgsqlParameter<TSent[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | sent };
        }
    }

    private sealed class Column<T>(TaskField field, string type, NpgsqlDbType sent, string? selected = null)
        : Column<T, T>(field, type, sent, value => value, selected);
}
