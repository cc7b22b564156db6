using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace PgTasks.Postgres;

/// <summary>What Set-PgTask assigns to the columns of a task.</summary>
internal static class TaskAssignments
{
    /// <summary>The assignment of a field, whose parameter is added to those that come after $1.</summary>
    public static string Create(string field, object? value, List<NpgsqlParameter> values)
    {
        (string assignment, NpgsqlDbType type, object? bare) = field switch
        {
            nameof(PgTask.Title) => ("title = {0}", NpgsqlDbType.Text, value),
            nameof(PgTask.Description) => ("description = {0}", NpgsqlDbType.Text, value),
            nameof(PgTask.Status) => (
                """
                status = {0}::pgtasks.task_status, claimed_by = NULL, lease_until = NULL,
                completed_at = CASE WHEN {0} <> 'completed' THEN NULL
                    WHEN t.status = 'completed' THEN t.completed_at ELSE now() END
                """,
                NpgsqlDbType.Text,
                TaskRow.Word((PgTaskStatus)value!)),
            nameof(PgTask.Priority) => (
                "priority = {0}::pgtasks.task_priority", NpgsqlDbType.Text, TaskRow.Word((PgTaskPriority)value!)),
            nameof(PgTask.Project) => ("project = {0}", NpgsqlDbType.Text, value),
            "Tag" => ("tags = {0}", NpgsqlDbType.Array | NpgsqlDbType.Text, value),
            nameof(PgTask.Due) => ("due = {0}", NpgsqlDbType.TimestampTz, TaskRow.ToUtc((DateTime?)value)),
            nameof(PgTask.NotBefore) => ("not_before = {0}", NpgsqlDbType.TimestampTz, TaskRow.ToUtc((DateTime?)value)),
            nameof(PgTask.Data) => ("data = {0}", NpgsqlDbType.Jsonb, value),
            nameof(PgTask.MaxAttempts) => ("max_attempts = {0}", NpgsqlDbType.Integer, value),
            _ => throw new ArgumentOutOfRangeException(nameof(field), field, null),
        };
        values.Add(new() { Value = bare ?? DBNull.Value, NpgsqlDbType = type });
        return string.Format(CultureInfo.InvariantCulture, assignment, $"${values.Count + 1}");
    }
}
