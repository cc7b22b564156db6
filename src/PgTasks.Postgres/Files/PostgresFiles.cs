using Npgsql;
using PgTasks.Postgres.Export;
using PgTasks.Postgres.Import;

namespace PgTasks.Postgres;

/// <summary>Files of tasks.</summary>
/// <param name="connections">The store's connections.</param>
/// <param name="schema">The store's schema.</param>
/// <param name="actor">Who added and changed the tasks of which a file does not say it.</param>
internal sealed class PostgresFiles(PostgresConnections connections, SqlName schema, string actor) : FileOperations
{
    private readonly ImportStatements _statements = new(schema);
    private readonly SignalStatements _signals = new(schema);
    private readonly TaskStatements _tasks = new(schema, actor);

    /// <inheritdoc/>
    public override async Task<ImportCount> ImportAsync(
        ImportRequest request, StoreCaller caller, CancellationToken stop)
    {
        using FileText text = await FileText.OpenAsync(request, stop);
        request.Progress.TotalBytes = text.Length;
        bool mayBeDone = false;
        using BoundedStop bound = new(stop);
        try
        {
            return caller.Transaction is null
                ? await bound.WaitAsync(ImportAlone())
                : await connections.RunOnceAsync(
                    async (connection, within) =>
                    {
                        ImportCount count = await new TaskImport(request, text, _statements, actor, connection).RunAsync(within);
                        (caller.Transaction as PostgresTransaction)?.Then(_signals.TellOfWork());
                        return count;
                    },
                    caller,
                    stop);
        }
        catch (OperationCanceledException exception) when (Volatile.Read(ref mayBeDone) && bound.IsOver)
        {
            throw StoreErrors.OutcomeUnknown(exception, request.Path ?? request.File);
        }

        async Task<ImportCount> ImportAlone()
        {
            await using NpgsqlConnection connection = await connections.RentAsync(caller, bound.Token);
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(bound.Token);
            ImportCount count = await new TaskImport(request, text, _statements, actor, connection).RunAsync(bound);
            TransactionMark mark = await TransactionMark.ReadAsync(connection, bound.Token);
            Volatile.Write(ref mayBeDone, true);
            await mark.CommitAsync(transaction.CommitAsync, connection, connections, bound);
            await AfterChange.RunAsync(_signals.TellOfWork(), connection, bound.DropToken);
            return count;
        }
    }

    /// <inheritdoc/>
    public override async Task<long> ExportAsync(
        TaskFilter filter, char delimiter, Stream target, TransferProgress progress, StoreCaller caller,
        CancellationToken stop)
    {
        int process = 0;
        TableTransfer transfer = new(connections);
        try
        {
            return await connections.RunOnceAsync(
                async (connection, bound) =>
                {
                    // Where the store is missing this says so as all other statements do.
                    await TableLock.WaitForOwnAsync(_tasks.Get(new TaskQuery(filter)), connection, bound.Token);
                    CsvRowWriter writer = new(target, TaskColumn.All, delimiter);
                    return await connections.RunAsProcessAsync(
                        number =>
                        {
                            process = number;
                            return new TaskExport(connection, writer, progress, () => transfer.CancelCopyAsync(number))
                                .RunAsync(_tasks.Copy(filter).Text, bound);
                        },
                        connection,
                        caller,
                        bound);
                },
                caller,
                stop);
        }
        catch (OperationCanceledException) when (process != 0)
        {
            await transfer.CancelCopyAsync(process);
            throw;
        }
    }
}
