using Npgsql;

namespace PgTasks.Postgres;

/// <summary>What may be typed, asked on a connection that nobody else is using.</summary>
internal sealed class PostgresCompletions(PostgresConnections connections, SqlName schema) : CompletionOperations
{
    private readonly CompletionStatements _statements = new(schema);
    private int _asking;

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<Completion>> FindAsync(
        CompletionKind kind, string begun, string? table, CancellationToken stop)
    {
        // A server that hangs shall not be given one connection after the other.
        if (begun.Contains('\0', StringComparison.Ordinal) || Interlocked.Exchange(ref _asking, 1) == 1)
        {
            return [];
        }

        try
        {
            await using NpgsqlConnection connection = await connections.RentFreeAsync(stop);
            return await AskAsync(connection, GetStatement(kind, begun, table ?? ""), stop);
        }
        finally
        {
            Volatile.Write(ref _asking, 0);
        }
    }

    private static async Task<IReadOnlyList<Completion>> AskAsync(
        NpgsqlConnection connection, SqlBuilder statement, CancellationToken stop)
    {
        // One round trip, and one more to end it.
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(stop);
        await using NpgsqlBatch batch = connection.CreateBatch();
        ((SqlBuilder)$"SET LOCAL statement_timeout = {SqlBuilder.Literal((int)Patience.TotalMilliseconds)}").AddTo(batch);
        statement.AddTo(batch);
        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(stop);
        List<Completion> found = [];
        while (await reader.ReadAsync(stop))
        {
            found.Add(new Completion(reader.GetString(0), reader.GetString(1)));
        }

        return found;
    }

    private SqlBuilder GetStatement(CompletionKind kind, string begun, string table) => kind switch
    {
        CompletionKind.OpenTask => _statements.OpenTasks(begun),
        CompletionKind.RunningTask => _statements.RunningTasks(begun),
        CompletionKind.EndedTask => _statements.EndedTasks(begun),
        CompletionKind.Project => _statements.Projects(begun),
        CompletionKind.PausedProject => _statements.PausedProjects(begun),
        CompletionKind.Tag => _statements.Tags(begun),
        CompletionKind.Person => _statements.People(begun),
        CompletionKind.Database => _statements.Databases(begun),
        CompletionKind.Role => _statements.Roles(begun),
        CompletionKind.Language => _statements.Languages(begun),
        CompletionKind.Schema => _statements.Schemas(begun),
        CompletionKind.ReadTable => _statements.ReadTables(begun),
        CompletionKind.FilledTable => _statements.FilledTables(begun),
        CompletionKind.Column => _statements.Columns(begun, table),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
