using System.Runtime.CompilerServices;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>What keeps a store in good order.</summary>
internal sealed class PostgresUpkeep(PostgresConnections connections, SqlName schema) : UpkeepOperations
{
    private readonly ClearStatements _clearing = new(schema);
    private readonly StoreHealth _health = new(connections, schema);

    /// <inheritdoc/>
    public override IAsyncEnumerable<PgTaskStoreCheck> CheckAsync(StoreCaller caller, CancellationToken stop) =>
        _health.RunAsync(stop);

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ClearStep> ClearAsync(
        TaskFilter filter, StoreCaller caller, [EnumeratorCancellation] CancellationToken stop)
    {
        if (await connections.RunStatementAsync(
            _clearing.Range(), ReadPairAsync, caller, stop, isRepeated: false) is not ({ } first, { } last))
        {
            yield break;
        }

        long after = first - 1;
        while (after < last && await connections.RunStatementAsync(
            _clearing.Clear(after, last, filter), ReadPairAsync, caller, stop, changes: true, isMarked: true)
            is ({ } reached, { } removed))
        {
            after = reached;
            yield return new ClearStep(removed, after - first + 1, last - first + 1);
        }
    }

    private static async Task<(long? First, long? Second)> ReadPairAsync(NpgsqlDataReader reader, CancellationToken stop)
    {
        await reader.ReadAsync(stop);
        return (reader.IsDBNull(0) ? null : reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetInt64(1));
    }
}
