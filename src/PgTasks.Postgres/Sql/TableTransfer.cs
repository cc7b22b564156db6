using Npgsql;
using NpgsqlTypes;

namespace PgTasks.Postgres;

/// <summary>Whole tables in and out.</summary>
internal sealed class TableTransfer(PostgresConnections connections)
{
    /// <inheritdoc cref="SqlOperations.BeginCopyAsync"/>
    public async Task<TableCopy> BeginCopyAsync(CopyRequest request, StoreCaller caller, CancellationToken stop)
    {
        if (caller.Transaction is not null)
        {
            TableColumns found = await connections.RunOnceAsync(
                (connection, bound) => TableColumns.FindAsync(request, connection, bound.Token), caller, stop);
            TableLoad load = new(found, connections, CancelCopyAsync);
            return new KeptTableCopy(found, load, (batches, token) => connections.RunOnceAsync(
                async (connection, bound) =>
                {
                    await load.PrepareAsync(request.Truncates, connection, bound.Token);
                    foreach (CopyBatch batch in batches)
                    {
                        await load.SendAsync(batch, connection, bound);
                    }

                    return load.Sent;
                },
                caller,
                token));
        }

        return await PostgresTableCopy.BeginAsync(request, connections, caller, CancelCopyAsync, stop);
    }

    /// <inheritdoc cref="SqlOperations.ExportAsync"/>
    public async Task<long> ExportAsync(
        CsvExport export, Stream target, StoreCaller caller, CancellationToken stop)
    {
        int process = 0;
        try
        {
            return await connections.RunUserSqlAsync(
                (connection, bound) => connections.RunAsProcessAsync(
                    number =>
                    {
                        process = number;
                        return ExportAsync(export, target, connection, () => CancelCopyAsync(process), bound);
                    },
                    connection,
                    caller,
                    bound),
                export.Query,
                caller,
                stop);
        }
        catch (Exception exception) when (process != 0 && stop.IsCancellationRequested
            && exception is OperationCanceledException or PgTaskException)
        {
            await CancelCopyAsync(process);
            throw;
        }
    }

    private static async Task<long> ExportAsync(
        CsvExport export, Stream target, NpgsqlConnection connection, Func<Task> cancel, BoundedStop bound)
    {
        CancellationToken stop = bound.Token;
        string source = export.Query switch
        {
            null => $"TABLE {await QuoteTableAsync(export.Table!, connection, stop)}",
            { Names.Count: 0, Statements: [SqlStatement single] } => single.Text,
            _ => throw SqlErrors.NotOneQuery(),
        };
        string delimiter = export.Delimiter == '\'' ? "''" : export.Delimiter.ToString();

        // The line break ends a comment that the query may end with.
        string sql = $"""
            COPY ({source}
            ) TO STDOUT (FORMAT csv, HEADER {(export.HasHeader ? "true" : "false")}, DELIMITER '{delimiter}')
            """;
        using StreamReader reader = (StreamReader)await connection.BeginTextExportAsync(sql, stop);
        // The server is told, and the rest read up to its answer: to stop within a read would break the connection.
        await using CancellationTokenRegistration telling = stop.Register(() => _ = cancel());
        try
        {
            await reader.BaseStream.CopyToAsync(target, bound.DropToken);
            return target.Position;
        }
        catch (PostgresException exception)
            when (exception.SqlState == PostgresErrorCodes.QueryCanceled && stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(exception.Message, exception, stop);
        }
    }

    /// <summary>
    /// Stops a COPY on the server. Npgsql leaves the connection, and the server would notice at its next row only.
    /// </summary>
    public Task CancelCopyAsync(int process) =>
        Task.WhenAny(TellToCancelAsync(process), Task.Delay(BoundedStop.Patience));

    private async Task TellToCancelAsync(int process)
    {
        const string Sql = """
            SELECT pg_cancel_backend(pid) FROM pg_stat_activity
            WHERE pid = $1 AND usename = current_user AND query LIKE 'COPY %'
            """;
        try
        {
            await using NpgsqlConnection connection = await connections.OpenAsideAsync();
            await using NpgsqlCommand command = new(Sql, connection) { Parameters = { new() { Value = process } } };
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception exception) when (ErrorRecords.IsExpected(exception))
        {
            // The user has stopped the cmdlet; a server that cannot be told ends by itself.
        }
    }

    private static async Task<string> QuoteTableAsync(
        string table, NpgsqlConnection connection, CancellationToken stop)
    {
        const string Sql = """
            SELECT format('%I.%I', n.nspname, c.relname)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.oid = $1::regclass
            """;
        await using NpgsqlCommand command = new(Sql, connection)
        {
            Parameters = { new() { Value = table, NpgsqlDbType = NpgsqlDbType.Text } },
        };
        return (string)(await command.ExecuteScalarAsync(stop))!;
    }
}
