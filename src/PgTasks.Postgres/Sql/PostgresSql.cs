using System.Runtime.CompilerServices;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>The user's own SQL.</summary>
internal sealed class PostgresSql(PostgresConnections connections) : SqlOperations
{
    private readonly TableTransfer _transfer = new(connections);

    private readonly StatementReader _reader = new();

    /// <inheritdoc/>
    public override SqlText Parse(string sql, StoreCaller caller, SqlScript? script = null) =>
        SqlScanner.Scan(sql, connections.GetBackslashEscapes(caller), script);

    /// <inheritdoc/>
    public override async IAsyncEnumerable<SqlRow> QueryAsync(
        SqlCall call, object?[] values, StoreCaller caller, [EnumeratorCancellation] CancellationToken stop)
    {
        RefuseStatements(call.Text, caller);
        if (call.Text.Statements.Count == 0)
        {
            yield break;
        }

        if (caller.Transaction is null && call.Text.Statements is [{ CopyData: null } single])
        {
            using BoundedStop bound = new(stop);
            NpgsqlConnection connection = await connections.RentForUserAsync(caller, bound);
            try
            {
                await using UserStatement command = await bound.WaitAsync(
                    _reader.CreateAsync(call, single, values, connection, bound.Token));
                await foreach (SqlRow row in _reader.ReadAsync(
                    command, single.OnlyReads, bound, single.OnlyReads ? null : connection))
                {
                    yield return row;
                }

                call.OnDone?.Invoke(single, command.Count);
                await FollowAsync(single, connection, bound.Token);
            }
            finally
            {
                await bound.EndAsync(() =>
                {
                    connections.GiveBackUsed(connection, mayBeInTransaction: false, call.Text);
                    return Task.CompletedTask;
                });
            }

            yield break;
        }

        foreach (SqlOutcome outcome in await RunAsync(call, values, caller, stop))
        {
            foreach (SqlRow row in outcome.Rows)
            {
                yield return row;
            }
        }
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<SqlOutcome>> RunAsync(
        SqlCall call, object?[] values, StoreCaller caller, CancellationToken stop)
    {
        RefuseStatements(call.Text, caller);
        if (call.Text.Statements.Count == 0)
        {
            return [];
        }

        return (await connections.RunUserSqlAsync(
            async (connection, bound) =>
            {
                // Npgsql cannot tell the server to stop a COPY that waits to begin.
                int process = connection.ProcessID;
                await using CancellationTokenRegistration telling = call.Text.Statements.Any(part => part.CopyData is not null)
                    ? stop.Register(() => _ = _transfer.CancelCopyAsync(process))
                    : default;
                try
                {
                    return await RunAllAsync(call, [values], caller, connection, bound);
                }
                catch (PostgresException exception)
                    when (exception.SqlState == PostgresErrorCodes.QueryCanceled && stop.IsCancellationRequested)
                {
                    throw new OperationCanceledException(exception.Message, exception, stop);
                }
            },
            call.Text,
            caller,
            stop))[0];
    }

    /// <inheritdoc/>
    public override async Task<long> ExecuteAsync(
        SqlCall call, object?[] values, StoreCaller caller, CancellationToken stop)
    {
        IReadOnlyList<SqlOutcome> outcomes = await RunAsync(call, values, caller, stop);
        return outcomes is [SqlOutcome single] ? single.Count : outcomes.Sum(outcome => outcome.Changed);
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
                (connection, bound) => RunSetsAsync(call, part, caller, connection, bound), call.Text, caller, stop));
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
            if (statement.CopiesThroughConnection && statement.CopyData is null)
            {
                throw SqlErrors.CopyNotSupported();
            }

            if (statement.ControlsTransaction && (caller.Transaction is not null || text.Statements.Count == 1))
            {
                throw SqlErrors.TransactionStatement(statement.FirstWord);
            }
        }

        if (text.Statements.Aggregate(false, (isOpen, statement) => statement.LeavesTransactionOpen(isOpen)))
        {
            throw SqlErrors.TransactionStatement();
        }
    }

    private async Task<StoreResult[]> RunSetsAsync(
        SqlCall call,
        IReadOnlyList<object?[]> sets,
        StoreCaller caller,
        NpgsqlConnection connection,
        BoundedStop bound)
    {
        bool together = call.Text.Statements is [SqlStatement single]
            && (call.CountsOnly || await _reader.FindTextColumnsAsync(call, single, sets[0], connection, bound.Token) is null);
        if (!together)
        {
            List<SqlOutcome>[] outcomes = await RunAllAsync(call, sets, caller, connection, bound);
            return Array.ConvertAll(outcomes, part => new StoreResult(
                call.CountsOnly && !call.WantsOutcomes ? part.Sum(outcome => outcome.Changed) : part, null));
        }

        try
        {
            return await RunTogetherAsync(call, sets, connection, bound.Token);
        }
        catch (PostgresException error)
        {
            StatementFault.Explain(error, call.Text, call.Text.Statements[0], sets[0]);
            throw;
        }
    }

    private async Task<StoreResult[]> RunTogetherAsync(
        SqlCall call, IReadOnlyList<object?[]> sets, NpgsqlConnection connection, CancellationToken stop)
    {
        await using NpgsqlBatch batch = CreateBatch(call, sets, connection);
        if (call.CountsOnly && !call.WantsOutcomes)
        {
            await batch.ExecuteNonQueryAsync(stop);
            return [.. batch.BatchCommands.Cast<NpgsqlBatchCommand>().Select(command => new StoreResult((long)command.Rows, null))];
        }

        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(stop);
        StoreResult[] results = new StoreResult[sets.Count];
        if (reader.FieldCount == 0 && !call.WantsOutcomes)
        {
            return results;
        }

        SqlResult result = _reader.StartResult(reader, textColumns: null);
        SqlStatement statement = call.Text.Statements[0];
        for (int i = 0; i < results.Length; i++)
        {
            List<SqlRow> rows = [];
            while (await reader.ReadAsync(stop))
            {
                rows.Add(result.Read(reader));
            }

            await reader.NextResultAsync(stop);
            long count = (long)batch.BatchCommands[i].Rows;
            results[i] = new StoreResult(new List<SqlOutcome> { new(statement, count, count, rows) }, null);
        }

        return results;
    }

    /// <summary>Runs the statements one by one for each set, all or nothing.</summary>
    private async Task<List<SqlOutcome>[]> RunAllAsync(
        SqlCall call,
        IReadOnlyList<object?[]> sets,
        StoreCaller caller,
        NpgsqlConnection connection,
        BoundedStop bound)
    {
        CancellationToken stop = bound.Token;
        // One statement alone is all or nothing by itself, and may be one that runs in no transaction.
        bool begins = caller.Transaction is null
            && (sets.Count > 1 || call.Text.Statements.Count > 1)
            && !call.Text.Statements.Any(statement => statement.ControlsTransaction);
        List<SqlOutcome>[] results = new List<SqlOutcome>[sets.Count];
        if (begins)
        {
            await connection.ExecuteAsync("BEGIN", stop);
        }

        for (int i = 0; i < results.Length; i++)
        {
            results[i] = [];
            foreach (SqlStatement statement in call.Text.Statements)
            {
                results[i].Add(await RunOneAsync(call, statement, sets[i], connection, bound));
                await FollowAsync(statement, connection, stop);
            }
        }

        if (begins)
        {
            await connection.ExecuteAsync("COMMIT", stop);
        }

        return results;
    }

    private async Task<SqlOutcome> RunOneAsync(
        SqlCall call, SqlStatement statement, object?[] values, NpgsqlConnection connection, BoundedStop bound)
    {
        if (statement.CopyData is not null)
        {
            SqlOutcome copied = await ScriptCopy.RunAsync(call, statement, connection, bound.Token);
            call.OnDone?.Invoke(statement, copied.Count);
            return copied;
        }

        List<SqlRow> rows = [];
        await using UserStatement command = await _reader.CreateAsync(call, statement, values, connection, bound.Token);
        await foreach (SqlRow row in _reader.ReadAsync(command, mayCancel: false, bound))
        {
            if (!call.CountsOnly)
            {
                rows.Add(row);
            }
        }

        call.OnDone?.Invoke(statement, command.Count);
        return new SqlOutcome(statement, command.Count, command.Changed, rows);
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

    /// <summary>Npgsql knows the types that there were when it connected, and counts on what it has prepared.</summary>
    private static async Task FollowAsync(
        SqlStatement statement, NpgsqlConnection connection, CancellationToken stop)
    {
        if (statement.FirstWord == "CREATE" && statement.Words.Overlaps(["TYPE", "DOMAIN", "EXTENSION"]))
        {
            await connection.ReloadTypesAsync(stop);
        }
        else if (statement.FirstWord is "DISCARD" or "DEALLOCATE" && statement.Words.Contains("ALL"))
        {
            await Task.Run(connection.UnprepareAll, stop);
        }
    }
}
