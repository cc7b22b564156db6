using Npgsql;
using NpgsqlTypes;

namespace PgTasks.Postgres;

/// <content>Adding tasks.</content>
internal sealed partial class PostgresTaskStore
{
    /// <inheritdoc/>
    public override Task<StoreResult[]> AddAsync(
        IReadOnlyList<NewTask> tasks, StoreCaller caller, CancellationToken stop) =>
        BadRecords.FailAloneAsync(tasks, caller, part => RunAsync(
            connection => InsertAsync(part, connection, stop), caller, stop));

    private static async Task<StoreResult[]> InsertAsync(
        IReadOnlyList<NewTask> tasks, NpgsqlConnection connection, CancellationToken stop)
    {
        await using NpgsqlCommand command = tasks.Count == 1 ? InsertOne(tasks[0]) : InsertMany(tasks);
        command.Connection = connection;
        StoreResult[] results = new StoreResult[tasks.Count];
        int row = 0;
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            results[row++] = new StoreResult(TaskRow.Read(reader), null);
        }

        return results;
    }

    private static NpgsqlCommand InsertOne(NewTask task)
    {
        // One call at a prompt: nothing to unnest, nothing to sort.
        const string Sql = $"""
            INSERT INTO pgtasks.task AS t
                (title, description, priority, project, tags, due, not_before, data, max_attempts)
            VALUES ($1, $2, $3::pgtasks.task_priority, $4, $5, $6, $7, $8, $9)
            RETURNING {TaskRow.Columns}
            """;
        return new NpgsqlCommand(Sql)
        {
            Parameters =
            {
                Value(NpgsqlDbType.Text, task.Title),
                Value(NpgsqlDbType.Text, task.Description),
                Value(NpgsqlDbType.Text, TaskRow.Word(task.Priority)),
                Value(NpgsqlDbType.Text, task.Project),
                Value(NpgsqlDbType.Array | NpgsqlDbType.Text, task.Tags),
                Value(NpgsqlDbType.TimestampTz, TaskRow.ToUtc(task.Due)),
                Value(NpgsqlDbType.TimestampTz, TaskRow.ToUtc(task.NotBefore)),
                Value(NpgsqlDbType.Jsonb, task.DataJson),
                Value(NpgsqlDbType.Integer, task.MaxAttempts),
            },
        };
    }

    private static NpgsqlCommand InsertMany(IReadOnlyList<NewTask> tasks)
    {
        // Tags travel as one array literal a row: unnest would flatten a two-dimensional array.
        const string Sql = $"""
            INSERT INTO pgtasks.task AS t
                (title, description, priority, project, tags, due, not_before, data, max_attempts)
            SELECT n.title, n.description, n.priority::pgtasks.task_priority, n.project, n.tags::text[], n.due,
                n.not_before, n.data::jsonb, n.max_attempts
            FROM unnest(
                $1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[],
                $8::text[], $9::integer[])
                WITH ORDINALITY
                AS n (title, description, priority, project, tags, due, not_before, data, max_attempts, position)
            ORDER BY n.position
            RETURNING {TaskRow.Columns}
            """;
        return new NpgsqlCommand(Sql)
        {
            Parameters =
            {
                Column(tasks, NpgsqlDbType.Text, task => task.Title),
                Column(tasks, NpgsqlDbType.Text, task => task.Description),
                Column(tasks, NpgsqlDbType.Text, task => TaskRow.Word(task.Priority)),
                Column(tasks, NpgsqlDbType.Text, task => task.Project),
                Column(tasks, NpgsqlDbType.Text, task => ArrayLiteral.Write(task.Tags)),
                Column(tasks, NpgsqlDbType.TimestampTz, task => TaskRow.ToUtc(task.Due)),
                Column(tasks, NpgsqlDbType.TimestampTz, task => TaskRow.ToUtc(task.NotBefore)),
                Column(tasks, NpgsqlDbType.Text, task => task.DataJson),
                Column(tasks, NpgsqlDbType.Integer, task => task.MaxAttempts),
            },
        };
    }

    private static NpgsqlParameter Value(NpgsqlDbType type, object? value) =>
        new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    private static NpgsqlParameter<T[]> Column<T>(
        IReadOnlyList<NewTask> tasks, NpgsqlDbType type, Func<NewTask, T> select)
    {
        T[] values = new T[tasks.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = select(tasks[i]);
        }

        return new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
    }
}
