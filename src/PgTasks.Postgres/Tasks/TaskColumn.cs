using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;

namespace PgTasks.Postgres;

/// <summary>A task's field as a column of the store's table: its name, what is selected, and how its values travel.</summary>
internal abstract partial class TaskColumn
{
    /// <summary>All of them, in the order of the fields.</summary>
    public static readonly TaskColumn[] All = [.. TaskFields.All.Select(Create)];

    /// <summary>Those that a new task fills.</summary>
    public static readonly TaskColumn[] Added = Array.FindAll(All, column => column.Field.IsSaidBy(TaskFieldUse.Add));

    /// <summary>Those that a file can fill, in the order in which rows are sent.</summary>
    public static readonly TaskColumn[] Imported =
        Array.FindAll(All, column => column.Field.IsSaidBy(TaskFieldUse.Import));

    private readonly Func<SqlName, SqlBuilder> _getType;

    private TaskColumn(TaskField field, Func<SqlName, SqlBuilder> getType)
    {
        Field = field;
        Name = new SqlName(UpperCaseLetter().Replace(field.Property, "_$0").ToLowerInvariant());
        _getType = getType;
    }

    /// <summary>The field.</summary>
    public TaskField Field { get; }

    /// <summary>What the database calls it.</summary>
    public SqlName Name { get; }

    /// <summary>What is selected of a store's table called t.</summary>
    public SqlBuilder CopiedIn(SqlName schema) => TaskRelations.Select(Field, schema) ?? $"t.{Name}";

    /// <summary>Its type in a store of that schema, to which what travels is cast.</summary>
    public SqlBuilder TypeIn(SqlName schema) => _getType(schema);

    /// <summary>The columns' names, as a list in a statement.</summary>
    public static SqlBuilder GetNames(IEnumerable<TaskColumn> columns) =>
        SqlBuilder.Join(", ", columns.Select(column => (SqlBuilder)$"{column.Name}"));

    /// <summary>The column of a field.</summary>
    public static TaskColumn Of(TaskField field) => All[Array.IndexOf(TaskFields.All, field)];

    /// <summary>The tasks' values: one for all where they are the same, else an array to unnest.</summary>
    public abstract NpgsqlParameter CreateParameter(IReadOnlyList<PgTask> tasks, out bool isArray);

    /// <summary>A value that a cmdlet gives for it.</summary>
    public abstract NpgsqlParameter CreateParameter(object? value);

    /// <summary>Values that a cmdlet gives for it, as an array to unnest.</summary>
    public abstract NpgsqlParameter CreateArray(IReadOnlyList<object?> values);

    private static TaskColumn Create(TaskField field) => field.Kind switch
    {
        TaskFieldKind.Identity => new Column<long>(field, _ => $"bigint", NpgsqlDbType.Bigint),
        TaskFieldKind.Text or TaskFieldKind.OptionalText or TaskFieldKind.Actor => new Column<string?>(field, _ => $"text", NpgsqlDbType.Text),
        TaskFieldKind.Status => new Column<PgTaskStatus, string>(
            field, schema => $"{schema}.task_status", NpgsqlDbType.Text, TaskRow.Word),
        TaskFieldKind.Priority => new Column<PgTaskPriority, string>(
            field, schema => $"{schema}.task_priority", NpgsqlDbType.Text, TaskRow.Word),
        // As one literal a task: unnest would flatten a two-dimensional array.
        TaskFieldKind.Tags => new Column<string[], string>(
            field, _ => $"text[]", NpgsqlDbType.Text, tags => ArrayLiteral.Write(tags)),
        TaskFieldKind.Time or TaskFieldKind.OptionalTime => new Column<DateTime?, long?>(
            field, _ => $"timestamptz", NpgsqlDbType.TimestampTz, TaskTime.ToMicroseconds),
        TaskFieldKind.Json => new Column<string?>(
            field, _ => $"jsonb", NpgsqlDbType.Text),
        TaskFieldKind.Ids => new Column<long[], string?>(field, _ => $"bigint[]", NpgsqlDbType.Text, WriteIds),
        TaskFieldKind.Flag => new Column<bool>(field, _ => $"boolean", NpgsqlDbType.Boolean),
        TaskFieldKind.Count => new Column<int>(field, _ => $"integer", NpgsqlDbType.Integer),
        _ => throw new ArgumentOutOfRangeException(nameof(field), field.Kind, null),
    };

    private static string? WriteIds(long[] ids) => ids is [] ? null : $"{{{string.Join(',', ids)}}}";

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex UpperCaseLetter();

    private class Column<T, TSent>(
        TaskField field, Func<SqlName, SqlBuilder> getType, NpgsqlDbType sent, Func<T, TSent> send)
        : TaskColumn(field, getType)
    {
        private readonly Func<PgTask, T> _get = ((TaskField<T>)field).Get;

        public override NpgsqlParameter CreateParameter(object? value) => value is null
            ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = sent }
            : new NpgsqlParameter<TSent> { TypedValue = send((T)value), NpgsqlDbType = sent };

        public override NpgsqlParameter CreateArray(IReadOnlyList<object?> values) => new NpgsqlParameter<TSent?[]>
        {
            TypedValue = [.. values.Select(value => value is null ? default : send((T)value))],
            NpgsqlDbType = NpgsqlDbType.Array | sent,
        };

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

    private sealed class Column<T>(
        TaskField field, Func<SqlName, SqlBuilder> getType, NpgsqlDbType sent)
        : Column<T, T>(field, getType, sent, value => value);
}
