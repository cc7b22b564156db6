using Npgsql;
using NpgsqlTypes;

namespace PgTasks.Postgres;

/// <summary>The tasks in pgtasks.task.</summary>
internal sealed class PostgresTasks(PostgresConnections connections) : TaskOperations
{
    private readonly TaskStream _stream = new(connections);

    /// <inheritdoc/>
    public override IAsyncEnumerable<PgTask> GetAsync(
        TaskFilter filter, StoreCaller caller, CancellationToken stop)
    {
        // The words stand in the statement, so that the planner sees which partial index serves.
        string where = filter.Status is null ? "" : $"WHERE t.status IN ({string.Join(", ", filter.Status
            .Select(status => $"'{TaskRow.Word(status)}'").Distinct().Order())})";
        return _stream.ReadAsync($"SELECT {TaskRow.Columns} FROM pgtasks.task t {where} ORDER BY t.id", caller, stop);
    }

    /// <inheritdoc/>
    public override Task<StoreResult[]> FindAsync(
        IReadOnlyList<long> ids, StoreCaller caller, CancellationToken stop)
    {
        string sql = $"SELECT {TaskRow.Columns} FROM pgtasks.task t WHERE t.id = ANY ($1)";
        return RunOnIdsAsync(sql, ids, readTasks: true, caller, stop);
    }

    /// <inheritdoc/>
    public override Task<StoreResult[]> AddAsync(
        IReadOnlyList<NewTask> tasks, StoreCaller caller, CancellationToken stop) =>
        BadRecords.FailAloneAsync(tasks, caller, part => connections.RunStatementAsync(
            connection => InsertAsync(part, connection, stop), caller, stop));

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
    public override Task<StoreResult[]> SetAsync(
        IReadOnlyList<long> ids, TaskChange change, bool passThru, StoreCaller caller, CancellationToken stop)
    {
        List<NpgsqlParameter> values = [];
        string assignments = string.Join(
            ", ", change.Fields.Select(field => TaskAssignments.Create(TaskColumn.Of(field.Key), field.Value, values)));
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

    /// <inheritdoc/>
    public override Task<StoreResult[]> RemoveAsync(
        IReadOnlyList<long> ids, bool passThru, StoreCaller caller, CancellationToken stop)
    {
        const string Sql = "DELETE FROM pgtasks.task t WHERE t.id = ANY ($1) RETURNING";
        return ChangeAsync(Sql, ids, passThru, caller, stop, once: true);
    }

    private async Task<StoreResult[]> InsertAsync(
        IReadOnlyList<NewTask> tasks, NpgsqlConnection connection, CancellationToken stop)
    {
        await using NpgsqlCommand command = TaskInsert.Create(tasks, connection);
        StoreResult[] results = new StoreResult[tasks.Count];
        PgTask? added = null;
        int row = 0;
        if (results.Length == 1)
        {
            await connections.PrepareAsync(command, stop);
        }

        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(stop);
        // Not to be stopped here: the server has done it all, and what it did is to be counted.
        while (await reader.ReadAsync(CancellationToken.None))
        {
            added = results.Length == 1 ? TaskRow.Read(reader) : TaskRow.ReadAdded(reader, tasks[row], added);
            results[row++] = new StoreResult(added, null);
        }

        return results;
    }

    private Task<StoreResult[]> ChangeAsync(
        string sql, IReadOnlyList<long> ids, bool passThru, StoreCaller caller, CancellationToken stop,
        bool once = false, IReadOnlyList<NpgsqlParameter>? more = null) =>
        BadRecords.FailAloneAsync(
            ids,
            caller,
            part => RunOnIdsAsync(
                $"{sql} {(passThru ? TaskRow.Columns : "t.id")}", part, passThru, caller, stop, once, more));

    /// <summary>
    /// Runs a statement whose $1 is the ids and whose rows are tasks, or ids alone. With <paramref name="once"/> an id
    /// that is given again is not found again; <paramref name="more"/> are the parameters from $2 on.
    /// </summary>
    private async Task<StoreResult[]> RunOnIdsAsync(
        string sql, IReadOnlyList<long> ids, bool readTasks, StoreCaller caller, CancellationToken stop,
        bool once = false, IReadOnlyList<NpgsqlParameter>? more = null)
    {
        long[] distinct = [.. ids.Distinct().Order()];
        Dictionary<long, PgTask?> found = await connections.RunStatementAsync(
            async connection =>
            {
                Dictionary<long, PgTask?> rows = new(distinct.Length);
                await using NpgsqlCommand command = new(sql, connection);
                command.Parameters.Add(
                    new() { Value = distinct, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
                foreach (NpgsqlParameter parameter in more ?? [])
                {
                    command.Parameters.Add(parameter.Clone());
                }

                await connections.PrepareAsync(command, stop);
                await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(stop);
                // Not to be stopped here: the server has done it all, and what it did is to be counted.
                while (await reader.ReadAsync(CancellationToken.None))
                {
                    rows.Add(reader.GetInt64(0), readTasks ? TaskRow.Read(reader) : null);
                }

                return rows;
            },
            caller,
            stop);
        return [.. ids.Select(id =>
            (once ? found.Remove(id, out PgTask? task) : found.TryGetValue(id, out task))
                ? new StoreResult(task, null)
                : StoreResult.NotFound(id))];
    }
}
