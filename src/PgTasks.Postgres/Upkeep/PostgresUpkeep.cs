using System.Runtime.CompilerServices;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>What keeps a store in good order.</summary>
/// <param name="connections">Its connections.</param>
/// <param name="schema">Its schema.</param>
/// <param name="actor">Who pauses projects.</param>
internal sealed class PostgresUpkeep(PostgresConnections connections, SqlName schema, string actor) : UpkeepOperations
{
    private readonly ClearStatements _clearing = new(schema);
    private readonly ProjectStatements _projects = new(schema, actor);
    private readonly HolderStatements _holders = new(schema);
    private readonly SignalStatements _signals = new(schema);
    private readonly StoreHealth _health = new(connections, schema);

    /// <inheritdoc/>
    public override IAsyncEnumerable<ChunkStep> ClearAsync(TaskFilter filter, StoreCaller caller, CancellationToken stop) =>
        WalkAsync(_clearing.Range(), (after, last) => _clearing.Clear(after, last, filter), caller, stop);

    /// <inheritdoc/>
    public override IAsyncEnumerable<PgTaskStoreCheck> CheckAsync(StoreCaller caller, CancellationToken stop) =>
        _health.RunAsync(stop);

    /// <inheritdoc/>
    public override async Task<StoreResult> SuspendProjectAsync(
        string project, string? reason, StoreCaller caller, CancellationToken stop) =>
        (await BadRecords.FailAloneAsync([project], caller, async part =>
        {
            await ChangeAsync(_projects.Suspend(part[0], reason), caller, stop);
            return [default];
        }))[0];

    /// <inheritdoc/>
    public override IAsyncEnumerable<ChunkStep> ParkAsync(StoreCaller caller, CancellationToken stop) =>
        WalkAsync(_projects.Range(), (after, _) => _projects.Park(after), caller, stop);

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChunkStep> ResumeProjectAsync(
        string project, StoreCaller caller, [EnumeratorCancellation] CancellationToken stop)
    {
        await ChangeAsync(_projects.BeginResume(project), caller, stop);
        await foreach (ChunkStep step in WalkAsync(
            _projects.Range(), (after, _) => _projects.Unpark(after), caller, stop, _signals.TellOfWork()))
        {
            yield return step;
        }

        await ChangeAsync(_projects.EndResume(project), caller, stop, _signals.TellOfWork());
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<string>> FindPausedAsync(string pattern, StoreCaller caller, CancellationToken stop) =>
        ReadAllAsync(_projects.FindPaused(pattern), row => row.GetString(0), caller, stop);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<PgTaskProject>> GetProjectsAsync(
        string[]? patterns, StoreCaller caller, CancellationToken stop) =>
        ReadAllAsync(_projects.Get(patterns), ReadProject, caller, stop);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<PgTaskWorker>> GetWorkersAsync(
        long[]? ids, StoreCaller caller, CancellationToken stop) =>
        ReadAllAsync(_holders.Get(ids), ReadWorker, caller, stop);

    private static PgTaskWorker ReadWorker(NpgsqlDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Holder = row.IsDBNull(1) ? null : row.GetString(1),
        StartedAt = ReadTime(row, 2),
        LeaseUntil = ReadTime(row, 3),
        IsAlive = row.GetBoolean(4),
        Stays = row.GetBoolean(5),
        Waiting = row.GetBoolean(6),
        TaskId = row.IsDBNull(7) ? [] : row.GetFieldValue<long[]>(7),
    };

    private static DateTime? ReadTime(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : TaskTime.FromMicroseconds(row.GetInt64(column));

    private static PgTaskProject ReadProject(NpgsqlDataReader row) => new()
    {
        Project = row.GetString(0),
        Pending = row.GetInt64(1),
        Running = row.GetInt64(2),
        Failed = row.GetInt64(3),
        PausedProject = row.IsDBNull(4) ? null : row.GetString(4),
        PausedAt = ReadTime(row, 5),
        PausedBy = row.IsDBNull(6) ? null : row.GetString(6),
        Reason = row.IsDBNull(7) ? null : row.GetString(7),
    };

    /// <summary>
    /// Walks from the lowest to the highest number of what there was at the beginning, by statements that give the last
    /// number that they looked at and how many tasks they changed.
    /// </summary>
    private async IAsyncEnumerable<ChunkStep> WalkAsync(
        SqlBuilder range, Func<long, long, SqlBuilder> change, StoreCaller caller,
        [EnumeratorCancellation] CancellationToken stop, SqlBuilder? told = null)
    {
        if (await connections.RunStatementAsync(range, ReadPairAsync, caller, stop, isRepeated: false)
            is not ({ } first, { } last))
        {
            yield break;
        }

        long after = first - 1;
        while (after < last && await connections.RunStatementAsync(
            change(after, last), ReadPairAsync, caller, stop, changes: true, isMarked: true, after: told) is ({ } reached, { } changed))
        {
            after = reached;
            yield return new ChunkStep(changed, Math.Min(after, last) - first + 1, last - first + 1);
        }
    }

    private Task<int> ChangeAsync(
        SqlBuilder statement, StoreCaller caller, CancellationToken stop, SqlBuilder? told = null) =>
        connections.RunStatementAsync(
            statement, (reader, _) => Task.FromResult(reader.RecordsAffected), caller, stop, changes: true, isRepeated: false,
            after: told);

    private Task<IReadOnlyList<T>> ReadAllAsync<T>(
        SqlBuilder statement, Func<NpgsqlDataReader, T> read, StoreCaller caller, CancellationToken stop)
    {
        return connections.RunStatementAsync(statement, ReadAsync, caller, stop, isRepeated: false);

        async Task<IReadOnlyList<T>> ReadAsync(NpgsqlDataReader reader, CancellationToken token)
        {
            List<T> rows = [];
            while (await reader.ReadAsync(token))
            {
                rows.Add(read(reader));
            }

            return rows;
        }
    }

    private static async Task<(long? First, long? Second)> ReadPairAsync(NpgsqlDataReader reader, CancellationToken stop)
    {
        await reader.ReadAsync(stop);
        return (reader.IsDBNull(0) ? null : reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetInt64(1));
    }
}
