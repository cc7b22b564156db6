using Npgsql;
using NpgsqlTypes;

namespace PgTasks.Postgres;

/// <summary>Whole tables in and out.</summary>
internal sealed class TableTransfer(PostgresConnections connections)
{
    /// <inheritdoc cref="SqlOperations.BeginCopyAsync"/>
    public async Task<TableCopy> BeginCopyAsync(
        string table, IReadOnlyList<string> columns, StoreCaller caller, CancellationToken stop)
    {
        if (caller.Transaction is not null)
        {
            TableColumns found = await connections.RunOnceAsync(
                connection => TableColumns.FindAsync(table, columns, connection, stop), caller, stop);
            return new KeptTableCopy(
                found.Columns,
                (rows, token) => connections.RunOnceAsync(connection => SendAsync(rows, found, connection, token), caller, token));
        }

        NpgsqlConnection own = await connections.RentAsync(caller, stop);
        try
        {
            TableColumns found = await TableColumns.FindAsync(table, columns, own, stop);
            return await PostgresTableCopy.BeginAsync(own, found, ownsConnection: true, stop);
        }
        catch
        {
            await own.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc cref="SqlOperations.ExportAsync"/>
    public async Task<long> ExportAsync(
        CsvExport export, Stream target, StoreCaller caller, CancellationToken stop)
    {
        int process = 0;
        try
        {
            return await connections.RunUserSqlAsync(
                connection =>
                {
                    process = connection.ProcessID;
                    return ExportAsync(export, target, connection, stop);
                },
                export.Query,
                caller,
                stop);
        }
        catch (OperationCanceledException) when (process != 0)
        {
            await CancelCopyAsync(process);
            throw;
        }
    }

    private static async Task<long> SendAsync(
        List<object?[]> rows, TableColumns columns, NpgsqlConnection connection, CancellationToken stop)
    {
        await using PostgresTableCopy copy =
            await PostgresTableCopy.BeginAsync(connection, columns, ownsConnection: false, stop);
        foreach (object?[] row in rows)
        {
            await copy.WriteAsync(row, stop);
        }

        return await copy.CompleteAsync(stop);
    }

    private static async Task<long> ExportAsync(
        CsvExport export, Stream target, NpgsqlConnection connection, CancellationToken stop)
    {
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
        await reader.BaseStream.CopyToAsync(target, stop);
        return target.Position;
    }

    /// <summary>
    /// Stops a COPY on the server. Npgsql leaves the connection, and the server would notice at its next row only.
    /// </summary>
    private async Task CancelCopyAsync(int process)
    {
        const string Sql = """
            SELECT pg_cancel_backend(pid) FROM pg_stat_activity
            WHERE pid = $1 AND usename = current_user AND query LIKE 'COPY (%'
            """;
        try
        {
            await using NpgsqlConnection connection = await connections.RentAsync(CancellationToken.None);
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
