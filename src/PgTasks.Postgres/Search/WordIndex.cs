using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>Brings the index of the tasks' words up to date, part by part, each a transaction of its own.</summary>
internal sealed class WordIndex(PostgresConnections connections, SqlName schema)
{
    private const int Few = 2000;
    private const int Many = 20_000;
    private readonly SearchStatements _statements = new(schema);

    /// <summary>
    /// Puts there what is missing, and says of each part how many tasks that were. Nothing where the session or its role
    /// may not write, or in a transaction, which others would wait for.
    /// </summary>
    /// <exception cref="PgTaskException">UnknownLanguage.</exception>
    public async IAsyncEnumerable<int> UpdateAsync(
        string language, StoreCaller caller, [EnumeratorCancellation] CancellationToken stop)
    {
        if (caller.Transaction is not null)
        {
            yield break;
        }

        (int Count, long? Last)? part = await RunAsync(language, after: null, Few, caller, stop);
        bool isMore = part is { Count: Few };
        while (part is { Count: > 0 } done)
        {
            yield return done.Count;
            part = done.Count is Few or Many ? await RunAsync(language, done.Last, Many, caller, stop) : null;
        }

        if (isMore)
        {
            // Only one that goes through all knows that nothing is missing.
            await RunAsync(language, after: null, Many, caller, stop);
        }
    }

    private async Task<(int Count, long? Last)?> RunAsync(
        string language, long? after, int most, StoreCaller caller, CancellationToken stop)
    {
        try
        {
            return await connections.RunOnceAsync(IndexAsync, caller, stop);
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.ReadOnlySqlTransaction
            or PostgresErrorCodes.InsufficientPrivilege)
        {
            return null;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UndefinedObject)
        {
            throw TaskErrors.UnknownLanguage(language, exception);
        }

        async Task<(int Count, long? Last)?> IndexAsync(NpgsqlConnection connection, BoundedStop bound)
        {
            // Whatever the role's default: an older snapshot would miss what has ended since.
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(
                IsolationLevel.ReadCommitted, bound.Token);
            (int Count, long? Last)? part;
            await using (NpgsqlCommand command = _statements.Index(language, after, most).CreateCommand(connection))
            await using (NpgsqlDataReader reader = await command.RunAsync(bound.Token))
            {
                part = await ReadAsync(reader, bound.DropToken);
            }

            await transaction.CommitAsync(bound.DropToken);
            return part;
        }
    }

    private static async Task<(int Count, long? Last)?> ReadAsync(NpgsqlDataReader reader, CancellationToken stop) =>
        await reader.ReadAsync(stop) ? (reader.GetInt32(0), reader.IsDBNull(1) ? null : reader.GetInt64(1)) : null;
}
