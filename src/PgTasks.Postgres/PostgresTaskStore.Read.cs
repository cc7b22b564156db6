using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace PgTasks.Postgres;

/// <content>Reading tasks.</content>
internal sealed partial class PostgresTaskStore
{
    /// <inheritdoc/>
    public override async IAsyncEnumerable<PgTask> GetAsync(
        TaskFilter filter, StoreCaller caller, [EnumeratorCancellation] CancellationToken stop)
    {
        const string All = $"SELECT {TaskRow.Columns} FROM pgtasks.task t ORDER BY t.id";
        const string ByStatus = $"""
            SELECT {TaskRow.Columns} FROM pgtasks.task t
            WHERE t.status = ANY ($1::text[]::pgtasks.task_status[])
            ORDER BY t.id
            """;
        await using NpgsqlConnection connection = await RentAsync(caller, stop);
        await using NpgsqlCommand command = new(filter.Status is null ? All : ByStatus, connection);
        if (filter.Status is not null)
        {
            command.Parameters.Add(new() { Value = Array.ConvertAll(filter.Status, TaskRow.Word) });
        }

        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(stop);
        bool ended = false;
        try
        {
            while (await reader.ReadAsync(stop))
            {
                yield return TaskRow.Read(reader);
            }

            ended = true;
        }
        finally
        {
            if (!ended)
            {
                // Else closing the reader would read all the rest.
                command.Cancel();
            }
        }
    }

    /// <inheritdoc/>
    public override Task<TaskResult[]> FindAsync(
        IReadOnlyList<long> ids, StoreCaller caller, CancellationToken stop)
    {
        const string Sql = $"SELECT {TaskRow.Columns} FROM pgtasks.task t WHERE t.id = ANY ($1)";
        return RunOnIdsAsync(Sql, ids, readTasks: true, caller, stop);
    }

    /// <summary>Runs a statement whose $1 is the ids and whose rows are tasks, or ids alone.</summary>
    private async Task<TaskResult[]> RunOnIdsAsync(
        string sql, IReadOnlyList<long> ids, bool readTasks, StoreCaller caller, CancellationToken stop)
    {
        long[] distinct = [.. ids.Distinct().Order()];
        Dictionary<long, PgTask?> found = new(distinct.Length);
        await using NpgsqlConnection connection = await RentAsync(caller, stop);
        await using NpgsqlCommand command = new(sql, connection);
        command.Parameters.Add(new() { Value = distinct, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            found.Add(reader.GetInt64(0), readTasks ? TaskRow.Read(reader) : null);
        }

        return [.. ids.Select(id =>
            found.TryGetValue(id, out PgTask? task) ? new TaskResult(task, null) : TaskResult.NotFound(id))];
    }
}
