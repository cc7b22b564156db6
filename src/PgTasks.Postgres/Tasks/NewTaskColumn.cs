using Npgsql;
using NpgsqlTypes;

namespace PgTasks.Postgres;

/// <summary>A column of pgtasks.task that a new task fills, and how its values travel.</summary>
internal abstract class NewTaskColumn
{
    /// <summary>All of them.</summary>
    public static readonly NewTaskColumn[] All = [
        new Column<string>("title", "text", NpgsqlDbType.Text, task => task.Title),
        new Column<string>("description", "text", NpgsqlDbType.Text, task => task.Description),
        new Column<string>(
            "priority", "pgtasks.task_priority", NpgsqlDbType.Text, task => TaskRow.Word(task.Priority)),
        new Column<string?>("project", "text", NpgsqlDbType.Text, task => task.Project),
        // As one literal a task: unnest would flatten a two-dimensional array.
        new Column<string>("tags", "text[]", NpgsqlDbType.Text, task => ArrayLiteral.Write(task.Tags)),
        new Column<DateTime?>("due", "timestamptz", NpgsqlDbType.TimestampTz, task => TaskRow.ToUtc(task.Due)),
        new Column<DateTime?>(
            "not_before", "timestamptz", NpgsqlDbType.TimestampTz, task => TaskRow.ToUtc(task.NotBefore)),
        new Column<string?>("data", "jsonb", NpgsqlDbType.Text, task => task.DataJson),
        new Column<int>("max_attempts", "integer", NpgsqlDbType.Integer, task => task.MaxAttempts)];

    private NewTaskColumn(string name, string type)
    {
        Name = name;
        Type = type;
    }

    /// <summary>What the database calls it.</summary>
    public string Name { get; }

    /// <summary>Its type, to which what travels is cast.</summary>
    public string Type { get; }

    /// <summary>
    /// The tasks' values: one for all where they are the same, else an array to unnest.
    /// </summary>
    public abstract NpgsqlParameter CreateParameter(IReadOnlyList<NewTask> tasks, out bool isArray);

    private sealed class Column<T>(string name, string type, NpgsqlDbType sent, Func<NewTask, T> select)
        : NewTaskColumn(name, type)
    {
        public override NpgsqlParameter CreateParameter(IReadOnlyList<NewTask> tasks, out bool isArray)
        {
            T first = select(tasks[0]);
            int same = 1;
            while (same < tasks.Count && EqualityComparer<T>.Default.Equals(select(tasks[same]), first))
            {
                same++;
            }

            isArray = same < tasks.Count;
            if (!isArray)
            {
                return new NpgsqlParameter<T> { TypedValue = first, NpgsqlDbType = sent };
            }

            T[] values = new T[tasks.Count];
            Array.Fill(values, first, 0, same);
            for (int i = same; i < values.Length; i++)
            {
                values[i] = select(tasks[i]);
            }

            return new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | sent };
        }
    }
}
