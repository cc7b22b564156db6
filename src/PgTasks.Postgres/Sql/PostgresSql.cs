using System.Collections.Concurrent;
using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>The user's own SQL.</summary>
internal sealed class PostgresSql(PostgresConnections connections) : SqlOperations
{
    private const int MaxPlainStatements = 1000;
    private readonly TableTransfer _transfer = new(connections);

    // Statements none of whose columns has to come as text: known after a first round trip that describes them.
    private readonly ConcurrentDictionary<string, bool> _plainStatements = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override SqlText Parse(string sql) => SqlScanner.Scan(sql);

    /// <inheritdoc/>
    public override async IAsyncEnumerable<SqlRow> QueryAsync(
        SqlCall call, object?[] values, StoreCaller caller, [EnumeratorCancellation] CancellationToken stop)
    {
        RefuseStatements(call.Text, caller);
        if (call.Text.Statements.Count == 0)
        {
            yield break;
        }

        if (caller.Transaction is null && call.Text.Statements is [SqlStatement single])
        {
            NpgsqlConnection connection = await connections.RentAsync(caller, stop);
            try
            {
                await using UserStatement command = await CreateAsync(call, single, values, connection, stop);
                await foreach (SqlRow row in ReadRowsAsync(command, single.OnlyReads, stop))
                {
                    yield return row;
                }

                await ReloadTypesAsync(single, connection, stop);
            }
            finally
            {
                connections.GiveBackUsed(connection);
            }

            yield break;
        }

        List<SqlRow> rows = await connections.RunUserSqlAsync(
            connection => RunAllAsync(call, [values], caller, connection, stop), call.Text, caller, stop) is [List<SqlRow> only]
            ? only
            : [];
        foreach (SqlRow row in rows)
        {
            yield return row;
        }
    }

    /// <inheritdoc/>
    public override async Task<long> ExecuteAsync(
        SqlCall call, object?[] values, StoreCaller caller, CancellationToken stop)
    {
        RefuseStatements(call.Text, caller);
        if (call.Text.Statements.Count == 0)
        {
            return 0;
        }

        return await connections.RunUserSqlAsync(
            async connection =>
            {
                await using NpgsqlBatch batch = CreateBatch(call, [values], connection);
                int changed = await batch.ExecuteNonQueryAsync(stop);
                foreach (SqlStatement statement in call.Text.Statements)
                {
                    await ReloadTypesAsync(statement, connection, stop);
                }

                return batch.BatchCommands.Count == 1 ? (long)batch.BatchCommands[0].Rows : Math.Max(changed, 0);
            },
            call.Text,
            caller,
            stop);
    }

    /// <inheritdoc/>
    public override Task<StoreResult[]> RunEachAsync(
        SqlCall call, IReadOnlyList<object?[]> sets, StoreCaller caller, CancellationToken stop)
    {
        RefuseStatements(call.Text, caller);
        return BadRecords.FailAloneAsync(
            sets,
            caller,
            part => connections.RunUserSqlAsync(
                connection => RunSetsAsync(call, part, caller, connection, stop), call.Text, caller, stop));
    }

    /// <inheritdoc/>
    public override Task<TableCopy> BeginCopyAsync(
        CopyRequest request, StoreCaller caller, CancellationToken stop) =>
        _transfer.BeginCopyAsync(request, caller, stop);

    /// <inheritdoc/>
    public override Task<long> ExportAsync(
        CsvExport export, Stream target, StoreCaller caller, CancellationToken stop) =>
        _transfer.ExportAsync(export, target, caller, stop);

    private static void RefuseStatements(SqlText text, StoreCaller caller)
    {
        foreach (SqlStatement statement in text.Statements)
        {
            if (statement.CopiesThroughConnection)
            {
                throw SqlErrors.CopyNotSupported();
            }

            if (statement.ControlsTransaction && (caller.Transaction is not null || text.Statements.Count == 1))
            {
                throw SqlErrors.TransactionStatement(statement.FirstWord);
            }
        }
    }

    private async Task<StoreResult[]> RunSetsAsync(
        SqlCall call,
        IReadOnlyList<object?[]> sets,
        StoreCaller caller,
        NpgsqlConnection connection,
        CancellationToken stop)
    {
        bool together = call.CountsOnly
            || (call.Text.Statements is [SqlStatement single]
                && await FindTextColumnsAsync(call, single, sets[0], connection, stop) is null);
        if (!together)
        {
            List<SqlRow>[] rows = await RunAllAsync(call, sets, caller, connection, stop);
            return Array.ConvertAll(rows, part => new StoreResult(part, null));
        }

        await using NpgsqlBatch batch = CreateBatch(call, sets, connection);
        if (call.CountsOnly)
        {
            await batch.ExecuteNonQueryAsync(stop);
            return [.. batch.BatchCommands.Cast<NpgsqlBatchCommand>().Chunk(call.Text.Statements.Count).Select(
                commands => new StoreResult(commands.Sum(command => (long)command.Rows), null))];
        }

        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(stop);
        if (reader.FieldCount == 0)
        {
            return new StoreResult[sets.Count];
        }

        SqlResult result = StartResult(reader, textColumns: null);
        StoreResult[] results = new StoreResult[sets.Count];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = new StoreResult(await ReadAllAsync(reader, result, stop), null);
            await reader.NextResultAsync(stop);
        }

        return results;
    }

    /// <summary>Runs the statements one by one for each set, all or nothing.</summary>
    private async Task<List<SqlRow>[]> RunAllAsync(
        SqlCall call,
        IReadOnlyList<object?[]> sets,
        StoreCaller caller,
        NpgsqlConnection connection,
        CancellationToken stop)
    {
        bool begins = caller.Transaction is null
            && !call.Text.Statements.Any(statement => statement.ControlsTransaction);
        List<SqlRow>[] results = new List<SqlRow>[sets.Count];
        if (begins)
        {
            await connection.ExecuteAsync("BEGIN", stop);
        }

        for (int i = 0; i < results.Length; i++)
        {
            results[i] = [];
            foreach (SqlStatement statement in call.Text.Statements)
            {
                await using UserStatement command = await CreateAsync(call, statement, sets[i], connection, stop);
                await foreach (SqlRow row in ReadRowsAsync(command, mayCancel: false, stop))
                {
                    results[i].Add(row);
                }

                await ReloadTypesAsync(statement, connection, stop);
            }
        }

        if (begins)
        {
            await connection.ExecuteAsync("COMMIT", stop);
        }

        return results;
    }

    private IAsyncEnumerable<SqlRow> ReadRowsAsync(UserStatement command, bool mayCancel, CancellationToken stop) =>
        RowStream.ReadAsync<SqlRow>(
            command.ExecuteAsync,
            reader => StartResult(reader, command.TextColumns).Read,
            mayCancel ? command.Cancel : null,
            stop,
            command.Explain);

    private SqlResult StartResult(NpgsqlDataReader reader, bool[]? textColumns)
    {
        SqlResult result = new(reader, textColumns);
        if (result.IsStale)
        {
            _plainStatements.Clear();
        }

        return result;
    }

    private static async Task<List<SqlRow>> ReadAllAsync(
        NpgsqlDataReader reader, SqlResult result, CancellationToken stop)
    {
        List<SqlRow> rows = [];
        while (await reader.ReadAsync(stop))
        {
            rows.Add(result.Read(reader));
        }

        return rows;
    }

    private async Task<UserStatement> CreateAsync(
        SqlCall call, SqlStatement statement, object?[] values, NpgsqlConnection connection, CancellationToken stop)
    {
        bool[]? textColumns = await FindTextColumnsAsync(call, statement, values, connection, stop);
        return new UserStatement(call, statement, values, connection, textColumns);
    }

    /// <summary>Asks the server for the columns, without running the statement.</summary>
    private async Task<bool[]?> FindTextColumnsAsync(
        SqlCall call, SqlStatement statement, object?[] values, NpgsqlConnection connection, CancellationToken stop)
    {
        if (!statement.MayGiveRows || _plainStatements.ContainsKey(statement.Text))
        {
            return null;
        }

        await using UserStatement command = new(call, statement, values, connection, textColumns: null);
        await using NpgsqlDataReader reader = await command.ExecuteAsync(CommandBehavior.SchemaOnly, stop);
        bool[]? textColumns = SqlResult.FindTextColumns(reader);
        if (textColumns is null && _plainStatements.Count < MaxPlainStatements)
        {
            _plainStatements[statement.Text] = true;
        }

        return textColumns;
    }

    private static NpgsqlBatch CreateBatch(SqlCall call, IReadOnlyList<object?[]> sets, NpgsqlConnection connection)
    {
        NpgsqlBatch batch = new(connection);
        batch.Timeout = call.Timeout ?? batch.Timeout;
        foreach (object?[] values in sets)
        {
            foreach (SqlStatement statement in call.Text.Statements)
            {
                NpgsqlBatchCommand command = new(statement.Text);
                StatementParameters.Add(command.Parameters, call.Text, statement, values);
                batch.BatchCommands.Add(command);
            }
        }

        return batch;
    }

    /// <summary>Npgsql knows the types that there were when it connected.</summary>
    private static async Task ReloadTypesAsync(
        SqlStatement statement, NpgsqlConnection connection, CancellationToken stop)
    {
        if (statement.FirstWord == "CREATE" && statement.Words.Overlaps(["TYPE", "DOMAIN", "EXTENSION"]))
        {
            await connection.ReloadTypesAsync(stop);
        }
    }
}
