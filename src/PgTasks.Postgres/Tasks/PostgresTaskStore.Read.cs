using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace PgTasks.Postgres;

/// <content>Reading tasks.</content>
internal sealed partial class PostgresTaskStore
{
    private static int s_lastCursor;

    /// <inheritdoc/>
    public override IAsyncEnumerable<PgTask> GetAsync(
        TaskFilter filter, StoreCaller caller, CancellationToken stop)
    {
        // The words stand in the statement, so that the planner sees which partial index serves.
        string where = filter.Status is null ? "" : $"WHERE t.status IN ({string.Join(", ", filter.Status
            .Select(status => $"'{TaskRow.Word(status)}'").Distinct().Order())})";
        NpgsqlCommand command = new($"SELECT {TaskRow.Columns} FROM pgtasks.task t {where} ORDER BY t.id");
        return caller.Transaction is null
            ? StreamAsync(command, caller, stop)
            : StreamByCursorAsync(command, caller, stop);
    }

    /// <inheritdoc/>
    public override Task<StoreResult[]> FindAsync(
        IReadOnlyList<long> ids, StoreCaller caller, CancellationToken stop)
    {
        const string Sql = $"SELECT {TaskRow.Columns} FROM pgtasks.task t WHERE t.id = ANY ($1)";
        return RunOnIdsAsync(Sql, ids, readTasks: true, caller, stop);
    }

    private async IAsyncEnumerable<PgTask> StreamAsync(
        NpgsqlCommand command, StoreCaller caller, [EnumeratorCancellation] CancellationToken stop)
    {
        await using NpgsqlConnection connection = await RentAsync(caller, stop);
        await using NpgsqlCommand disposing = command;
        command.Connection = connection;
        await foreach (PgTask task in ReadRowsAsync<PgTask>(command, _ => TaskRow.Read, mayCancel: true, stop))
        {
            yield return task;
        }
    }

    /// <summary>Runs a command and reads the rows of its result.</summary>
    /// <param name="command">The command.</param>
    /// <param name="start">What reads a row, made once the columns are known.</param>
    /// <param name="mayCancel">Whether ending early stops the statement on the server; else it runs to its end.</param>
    /// <param name="stop">Stops it in any case.</param>
    private static async IAsyncEnumerable<T> ReadRowsAsync<T>(
        NpgsqlCommand command,
        Func<NpgsqlDataReader, Func<NpgsqlDataReader, T>> start,
        bool mayCancel,
        [EnumeratorCancellation] CancellationToken stop)
    {
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(stop);
        bool ended = false;
        try
        {
            Func<NpgsqlDataReader, T> read = start(reader);
            while (await reader.ReadAsync(stop))
            {
                yield return read(reader);
            }

            ended = true;
        }
        finally
        {
            if (!ended && mayCancel)
            {
                // Else closing the reader would read all the rest.
                command.Cancel();
            }
        }
    }

    /// <summary>Reads a thousand rows at a time, so that between them the connection is free for other statements.</summary>
    private async IAsyncEnumerable<PgTask> StreamByCursorAsync(
        NpgsqlCommand command, StoreCaller caller, [EnumeratorCancellation] CancellationToken stop)
    {
        const int Rows = 1000;
        await using NpgsqlCommand disposing = command;
        string cursor = string.Create(
            CultureInfo.InvariantCulture, $"pgtasks_{Interlocked.Increment(ref s_lastCursor)}");
        command.CommandText = $"DECLARE {cursor} NO SCROLL CURSOR FOR {command.CommandText}";
        await RunAsync(
            connection =>
            {
                command.Connection = connection;
                return command.ExecuteNonQueryAsync(stop);
            },
            caller,
            stop);
        int count;
        do
        {
            List<PgTask> tasks = await RunAsync(
                connection => ReadTasksAsync($"FETCH {Rows} FROM {cursor}", connection, stop), caller, stop);
            foreach (PgTask task in tasks)
            {
                yield return task;
            }

            count = tasks.Count;
        }
        while (count == Rows);

        await RunAsync(
            async connection =>
            {
                await using NpgsqlCommand close = new($"CLOSE {cursor}", connection);
                return await close.ExecuteNonQueryAsync(stop);
            },
            caller,
            stop);
    }

    private static async Task<List<PgTask>> ReadTasksAsync(
        string sql, NpgsqlConnection connection, CancellationToken stop)
    {
        List<PgTask> tasks = [];
        await using NpgsqlCommand command = new(sql, connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            tasks.Add(TaskRow.Read(reader));
        }

        return tasks;
    }

    /// <summary>
    /// Runs a statement whose $1 is the ids and whose rows are tasks, or ids alone. With <paramref name="once"/> an id
    /// that is given again is not found again; <paramref name="more"/> are the parameters from $2 on.
    /// </summary>
    private async Task<StoreResult[]> RunOnIdsAsync(
        string sql, IReadOnlyList<long> ids, bool readTasks, StoreCaller caller, CancellationToken stop,
        bool once = false, IReadOnlyList<NpgsqlParameter>? more = null)
    {
        long[] distinct = [.. ids.Distinct().Order()];
        Dictionary<long, PgTask?> found = await RunAsync(
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

                await PrepareAsync(command, stop);
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
