using Npgsql;
using PgTasks.Postgres.Export;
using PgTasks.Postgres.Import;

namespace PgTasks.Postgres;

/// <summary>Files of tasks.</summary>
internal sealed class PostgresFiles(PostgresConnections connections, SqlName schema) : FileOperations
{
    private readonly ImportStatements _statements = new(schema);
    private readonly TaskStatements _tasks = new(schema);

    /// <inheritdoc/>
    public override async Task<ImportCount> ImportAsync(
        ImportRequest request, StoreCaller caller, CancellationToken stop)
    {
        using FileText text = await FileText.OpenAsync(request, stop);
        request.Progress.TotalBytes = text.Length;
        return await connections.RunOnceAsync(
            async connection =>
            {
                await using NpgsqlTransaction? own =
                    caller.Transaction is null ? await connection.BeginTransactionAsync(stop) : null;
                ImportCount count = await new TaskImport(request, text, _statements, connection).RunAsync(stop);
                if (own is not null)
                {
                    await own.CommitAsync(CancellationToken.None);
                }

                return count;
            },
            caller,
            stop);
    }

    /// <inheritdoc/>
    public override async Task<long> ExportAsync(
        TaskFilter filter, char delimiter, Stream target, TransferProgress progress, StoreCaller caller,
        CancellationToken stop)
    {
        int process = 0;
        try
        {
            return await connections.RunOnceAsync(
                async connection =>
                {
                    // Where the store is missing this says so as all other statements do.
                    await TableLock.WaitAsync(_tasks.Get(filter), connection, stop);
                    process = connection.ProcessID;
                    CsvRowWriter writer = new(target, TaskColumn.All, delimiter);
                    return await new TaskExport(connection, writer, progress).RunAsync(_tasks.Copy(filter).Text, stop);
                },
                caller,
                stop);
        }
        catch (OperationCanceledException) when (process != 0)
        {
            await new TableTransfer(connections).CancelCopyAsync(process);
            throw;
        }
    }
}
