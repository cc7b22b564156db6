using System.Runtime.CompilerServices;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>Looks at how a store is, on connections that nobody waits for.</summary>
internal sealed class StoreHealth(PostgresConnections connections, SqlName schema)
{
    private const string Schema = nameof(Schema);
    private static readonly SqlBuilder s_limits =
        $"SELECT set_config('lock_timeout', '250ms', true), set_config('statement_timeout', '15s', true)";

    private readonly HealthStatements _statements = new(schema);
    private readonly WorkHealthStatements _work = new(schema);

    /// <summary>Runs the checks.</summary>
    public async IAsyncEnumerable<PgTaskStoreCheck> RunAsync([EnumeratorCancellation] CancellationToken stop)
    {
        PgTaskStoreCheck version = await CheckVersionAsync(stop);
        yield return version;
        if (version.Value is 0)
        {
            yield break;
        }

        bool isHeldUp = false;
        bool isElsewhere = await RunAsync(IsElsewhereAsync, stop);
        foreach (HealthCheck check in GetChecks(() => isHeldUp))
        {
            if (isElsewhere && !check.IsToldByEveryNode)
            {
                foreach (string name in check.Names)
                {
                    yield return Elsewhere(name);
                }

                continue;
            }

            (IEnumerable<PgTaskStoreCheck> found, bool metLock) = await RunAsync(check, stop);
            isHeldUp |= metLock;
            foreach (PgTaskStoreCheck one in found)
            {
                yield return one;
            }
        }
    }

    private HealthCheck[] GetChecks(Func<bool> isHeldUp) =>
    [
        new([ServerHealth.Tasks], _statements.Tasks(), ServerHealth.JudgeTasks) { IsToldByEveryNode = true },
        new([WorkHealth.Leases], _work.Leases(), WorkHealth.JudgeLeases) { IsToldByEveryNode = true },
        new([WorkHealth.PutOff], _work.PutOff(), WorkHealth.JudgePutOff) { IsToldByEveryNode = true },
        new([WorkHealth.Projects], _work.Projects(), WorkHealth.JudgeProjects) { IsToldByEveryNode = true },
        new([WorkHealth.Claim], _work.Claim(), WorkHealth.JudgeClaim),
        new([TableHealth.DeadRows, TableHealth.Statistics], _statements.Tables(), TableHealth.Judge),
        new([ServerHealth.Autovacuum], _statements.Autovacuum(), ServerHealth.JudgeAutovacuum),
        new([SnapshotHealth.Snapshots], _statements.Snapshots(), SnapshotHealth.Judge),
        new([ServerHealth.Notifications], _statements.Notifications(), ServerHealth.JudgeNotifications),
        new([ServerHealth.Locks], _statements.Locks(), rows => ServerHealth.JudgeLocks(rows, isHeldUp())),
        new([ServerHealth.Indexes], _statements.Indexes(), ServerHealth.JudgeIndexes),
        new([ServerHealth.Triggers], _statements.Triggers(), ServerHealth.JudgeTriggers),
    ];

    private async Task<(IEnumerable<PgTaskStoreCheck> Found, bool MetLock)> RunAsync(HealthCheck check, CancellationToken stop)
    {
        try
        {
            return ([.. check.Judge(await RunAsync(ReadAsync, stop))], false);
        }
        catch (PostgresException exception) when (GetReason(exception, stop) is { } advice)
        {
            return (
                check.Names.Select(name => Unknown(name, exception, advice)),
                exception.SqlState == PostgresErrorCodes.LockNotAvailable);
        }

        async Task<List<object?[]>> ReadAsync(NpgsqlConnection connection, CancellationToken token)
        {
            await using NpgsqlCommand command = check.Statement.CreateCommand(connection);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(token);
            List<object?[]> rows = [];
            while (await reader.ReadAsync(token))
            {
                object[] row = new object[reader.FieldCount];
                reader.GetValues(row);
                rows.Add(Array.ConvertAll(row, value => value is DBNull ? null : value));
            }

            return rows;
        }
    }

    private async Task<PgTaskStoreCheck> CheckVersionAsync(CancellationToken stop)
    {
        int newest = SchemaMigration.Embedded[^1].Version;
        try
        {
            int version = (await RunAsync((connection, token) => SchemaVersion.ReadAsync(connection, schema, token), stop)).Version;
            return new PgTaskStoreCheck
            {
                Name = Schema,
                Status = version < newest ? PgTaskCheckStatus.Error : PgTaskCheckStatus.Ok,
                Value = version,
                Target = schema.Name,
                Detail = version == 0
                    ? $"There is no store in the schema {schema.Quoted}."
                    : $"The store has version {version}, this module brings {newest}.",
                Advice = version < newest ? "Run Initialize-PgTaskStore as a role that may create tables." : null,
            };
        }
        catch (PostgresException exception) when (GetReason(exception, stop) is { } advice)
        {
            return Unknown(Schema, exception, advice);
        }
    }

    /// <summary>Runs what waits neither for locks nor long.</summary>
    private async Task<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken stop)
    {
        using BoundedStop bound = new(stop);
        return await bound.WaitAsync(RunAsync());

        async Task<T> RunAsync()
        {
            await using NpgsqlConnection connection = await connections.RentFreeAsync(bound.Token);
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(bound.Token);
            await using NpgsqlCommand limits = s_limits.CreateCommand(connection);
            await limits.ExecuteNonQueryAsync(bound.Token);
            T result = await work(connection, bound.Token);
            await transaction.CommitAsync(bound.Token);
            return result;
        }
    }

    /// <summary>What would make it visible; null where the error is none of this check.</summary>
    private string? GetReason(PostgresException exception, CancellationToken stop) => exception.SqlState switch
    {
        _ when stop.IsCancellationRequested => null,
        PostgresErrorCodes.LockNotAvailable => "Look at Locks: a lock on the store's tables keeps others from reading them.",
        PostgresErrorCodes.QueryCanceled => "It takes longer than 15 seconds now.",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"Ask who owns the store for USAGE on the schema {schema.Quoted} and SELECT on its tables.",
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.UndefinedFunction =>
            "Run Initialize-PgTaskStore.",
        _ => null,
    };

    /// <summary>Whether the store's tables lie on a node of Citus, and here are their names alone.</summary>
    private async Task<bool> IsElsewhereAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        SqlBuilder knows = $"SELECT to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL";
        SqlBuilder isThere = $"""
            SELECT EXISTS (
                SELECT FROM pg_catalog.pg_dist_partition p
                JOIN pg_catalog.pg_class c ON c.oid = p.logicalrelid
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = {schema.Name} AND c.relname = 'task')
            """;
        await using NpgsqlCommand first = knows.CreateCommand(connection);
        if (!(bool)(await first.ExecuteScalarAsync(stop))!)
        {
            return false;
        }

        await using NpgsqlCommand second = isThere.CreateCommand(connection);
        return (bool)(await second.ExecuteScalarAsync(stop))!;
    }

    private PgTaskStoreCheck Elsewhere(string name) => new()
    {
        Name = name,
        Status = PgTaskCheckStatus.Unknown,
        Detail = "Citus has the store on another node, which alone knows.",
        Advice = "Ask that node, or its pg_stat_user_tables and pg_stat_activity: SELECT DISTINCT nodename, nodeport FROM citus_shards "
            + $"WHERE table_name = {SqlBuilder.Literal($"{schema.Quoted}.task").Text}::regclass.",
    };

    private static PgTaskStoreCheck Unknown(string name, PostgresException exception, string advice) => new()
    {
        Name = name,
        Status = PgTaskCheckStatus.Unknown,
        Detail = exception.MessageText,
        Advice = advice,
    };
}
