using Npgsql;

namespace PgTasks.Postgres;

/// <summary>The statement that adds tasks.</summary>
internal static class TaskInsert
{
    /// <summary>
    /// A command for all of them, whose rows come in their order: <see cref="TaskRow.Columns"/> of one,
    /// <see cref="TaskRow.AddedColumns"/> of several.
    /// </summary>
    public static NpgsqlCommand Create(IReadOnlyList<NewTask> tasks, NpgsqlConnection connection)
    {
        NpgsqlCommand command = new() { Connection = connection };
        List<string> values = [];
        List<string> arrays = [];
        foreach (TaskColumn column in TaskColumn.Added)
        {
            command.Parameters.Add(column.CreateParameter(tasks, out bool isArray));
            string place = $"${command.Parameters.Count}";
            values.Add($"{(isArray ? column.Name : place)}::{column.Type}");
            if (isArray)
            {
                arrays.Add($"unnest({place}) AS {column.Name}");
            }
            else if (tasks.Count > 1 && column == TaskColumn.Added[0])
            {
                // Titles that are all the same still make as many tasks.
                arrays.Add($"generate_series(1, {tasks.Count})");
            }
        }

        // Side by side in one list, the arrays' elements come row by row and in order: nothing to join or to sort.
        command.CommandText = $"""
            INSERT INTO pgtasks.task AS t ({string.Join(", ", TaskColumn.Added.Select(column => column.Name))})
            SELECT {string.Join(", ", values)}{(arrays.Count == 0 ? "" : $" FROM (SELECT {string.Join(", ", arrays)}) n")}
            RETURNING {(tasks.Count == 1 ? TaskRow.Columns : TaskRow.AddedColumns)}
            """;
        return command;
    }
}
