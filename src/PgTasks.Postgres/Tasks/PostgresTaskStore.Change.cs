using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace PgTasks.Postgres;

/// <content>Changing and deleting tasks.</content>
internal sealed partial class PostgresTaskStore
{
    /// <inheritdoc/>
    public override Task<StoreResult[]> CompleteAsync(
        IReadOnlyList<long> ids, bool passThru, StoreCaller caller, CancellationToken stop)
    {
        const string Sql = """
            UPDATE pgtasks.task t
            SET status = 'completed',
                completed_at = CASE WHEN t.status = 'completed' THEN t.completed_at ELSE now() END,
                updated_at = now(),
                claimed_by = NULL,
                lease_until = NULL
            WHERE t.id = ANY ($1)
            RETURNING
            """;
        return ChangeAsync(Sql, ids, passThru, caller, stop);
    }

    /// <inheritdoc/>
    public override Task<StoreResult[]> RemoveAsync(
        IReadOnlyList<long> ids, bool passThru, StoreCaller caller, CancellationToken stop)
    {
        const string Sql = "DELETE FROM pgtasks.task t WHERE t.id = ANY ($1) RETURNING";
        return ChangeAsync(Sql, ids, passThru, caller, stop, once: true);
    }

    /// <inheritdoc/>
    public override Task<StoreResult[]> SetAsync(
        IReadOnlyList<long> ids, TaskChange change, bool passThru, StoreCaller caller, CancellationToken stop)
    {
        List<NpgsqlParameter> values = [];
        string assignments = string.Join(", ", change.Fields.Select(field => Assign(field.Key, field.Value, values)));
        return ChangeAsync(
            $"UPDATE pgtasks.task t SET {assignments}, updated_at = now() WHERE t.id = ANY ($1) RETURNING",
            ids, passThru, caller, stop, more: values);
    }

    /// <inheritdoc/>
    public override Task<StoreResult[]> RestartAsync(
        IReadOnlyList<long> ids, bool passThru, StoreCaller caller, CancellationToken stop)
    {
        const string Sql = """
            UPDATE pgtasks.task t
            SET status = 'pending', started_at = NULL, completed_at = NULL, claimed_by = NULL, lease_until = NULL,
                attempts = 0, last_error = NULL, updated_at = now()
            WHERE t.id = ANY ($1)
            RETURNING
            """;
        return ChangeAsync(Sql, ids, passThru, caller, stop);
    }

    private static string Assign(string field, object? value, List<NpgsqlParameter> values)
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

    private Task<StoreResult[]> ChangeAsync(
        string sql, IReadOnlyList<long> ids, bool passThru, StoreCaller caller, CancellationToken stop,
        bool once = false, IReadOnlyList<NpgsqlParameter>? more = null) =>
        BadRecords.FailAloneAsync(
            ids,
            caller,
            part => RunOnIdsAsync(
                $"{sql} {(passThru ? TaskRow.Columns : "t.id")}", part, passThru, caller, stop, once, more));
}
