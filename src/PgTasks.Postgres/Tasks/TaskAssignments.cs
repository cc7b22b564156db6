using Npgsql;

namespace PgTasks.Postgres;

/// <summary>What Set-PgTask assigns to the columns of a task.</summary>
internal static class TaskAssignments
{
    /// <summary>The assignment of a column, whose parameter is added to those that come after $1.</summary>
    public static string Create(TaskColumn column, object? value, List<NpgsqlParameter> values)
    {
        values.Add(column.CreateParameter(value));
        string place = $"${values.Count + 1}::{column.Type}";
        return column.Field.Kind != TaskFieldKind.Status ? $"{column.Name} = {place}" : $"""
            {column.Name} = {place}, claimed_by = NULL, lease_until = NULL,
            completed_at = CASE WHEN {place} <> 'completed' THEN NULL
                WHEN t.status = 'completed' THEN t.completed_at ELSE now() END
            """;
    }
}
