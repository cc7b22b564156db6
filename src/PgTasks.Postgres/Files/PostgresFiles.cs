using Npgsql;
using PgTasks.Postgres.Import;

namespace PgTasks.Postgres;

/// <summary>Files of tasks.</summary>
internal sealed class PostgresFiles(PostgresConnections connections, SqlName schema) : FileOperations
{
    private readonly ImportStatements _statements = new(schema);

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
}
