using Npgsql;

namespace PgTasks.Postgres;

/// <content>Adding tasks.</content>
internal sealed partial class PostgresTaskStore
{
    /// <inheritdoc/>
    public override Task<StoreResult[]> AddAsync(
        IReadOnlyList<NewTask> tasks, StoreCaller caller, CancellationToken stop) =>
        BadRecords.FailAloneAsync(tasks, caller, part => RunAsync(
            connection => InsertAsync(part, connection, stop), caller, stop));

    private async Task<StoreResult[]> InsertAsync(
        IReadOnlyList<NewTask> tasks, NpgsqlConnection connection, CancellationToken stop)
    {
        await using NpgsqlCommand command = CreateInsert(tasks, connection);
        StoreResult[] results = new StoreResult[tasks.Count];
        PgTask? added = null;
        int row = 0;
        if (results.Length == 1)
        {
            await PrepareAsync(command, stop);
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

    private static NpgsqlCommand CreateInsert(IReadOnlyList<NewTask> tasks, NpgsqlConnection connection)
    {
        NpgsqlCommand command = new() { Connection = connection };
        List<string> values = [];
        List<string> arrays = [];
        foreach (NewTaskColumn column in NewTaskColumn.All)
        {
            command.Parameters.Add(column.CreateParameter(tasks, out bool isArray));
            string place = $"${command.Parameters.Count}";
            values.Add($"{(isArray ? column.Name : place)}::{column.Type}");
            if (isArray)
            {
                arrays.Add($"unnest({place}) AS {column.Name}");
            }
            else if (tasks.Count > 1 && column == NewTaskColumn.All[0])
            {
                // Titles that are all the same still make as many tasks.
                arrays.Add($"generate_series(1, {tasks.Count})");
            }
        }

        // Side by side in one list, the arrays' elements come row by row and in order: nothing to join or to sort.
        command.CommandText = $"""
            INSERT INTO pgtasks.task AS t ({string.Join(", ", NewTaskColumn.All.Select(column => column.Name))})
            SELECT {string.Join(", ", values)}{(arrays.Count == 0 ? "" : $" FROM (SELECT {string.Join(", ", arrays)}) n")}
            RETURNING {(tasks.Count == 1 ? TaskRow.Columns : TaskRow.AddedColumns)}
            """;
        return command;
    }
}
