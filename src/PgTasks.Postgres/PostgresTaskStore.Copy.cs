using Npgsql;
using NpgsqlTypes;

namespace PgTasks.Postgres;

/// <content>Whole tables in and out.</content>
internal sealed partial class PostgresTaskStore
{
    /// <inheritdoc/>
    public override async Task<TableCopy> BeginCopyAsync(
        string table, IReadOnlyList<string> columns, StoreCaller caller, CancellationToken stop)
    {
        if (caller.Transaction is not null)
        {
            TableColumns found = await RunAsync(
                connection => TableColumns.FindAsync(table, columns, connection, stop), caller, stop);
            return new KeptTableCopy(
                found.Columns,
                (rows, token) => RunAsync(connection => SendAsync(rows, found, connection, token), caller, token));
        }

        NpgsqlConnection own = await RentAsync(caller, stop);
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

    /// <inheritdoc/>
    public override Task<long> ExportAsync(
        CsvExport export, Stream target, StoreCaller caller, CancellationToken stop) =>
        RunAsync(connection => ExportAsync(export, target, connection, stop), caller, stop);

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
