using System.Diagnostics;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>Looks for tasks whose time has come and for leases that ran out: once a second at most, unless asked.</summary>
internal sealed class WorkSweep(PostgresConnections connections, ClaimStatements statements)
{
    private static readonly TimeSpan s_often = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_seldom = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private long? _last;
    private long? _lastSeldom;

    /// <summary>Looks if it is time. Gives whether it has looked.</summary>
    public async Task<bool> RunIfDueAsync(StoreCaller caller, CancellationToken stop)
    {
        lock (_gate)
        {
            if (IsWithin(_last, s_often))
            {
                return false;
            }

            _last = Stopwatch.GetTimestamp();
        }

        await RunAsync(caller, stop);
        return true;
    }

    /// <summary>Looks now.</summary>
    public Task RunAsync(StoreCaller caller, CancellationToken stop) => connections.RunOnceAsync(
        async (connection, bound) =>
        {
            await using NpgsqlBatch batch = new(connection);
            foreach (SqlBuilder statement in GetStatements())
            {
                statement.AddTo(batch);
            }

            await using NpgsqlDataReader reader = await batch.RunAsync(bound.Token);
            while (await reader.NextResultAsync(bound.DropToken))
            {
            }

            return true;
        },
        caller,
        stop);

    private List<SqlBuilder> GetStatements()
    {
        List<SqlBuilder> all = [statements.Wake(), statements.Reclaim(), statements.ForgetWorkers()];
        lock (_gate)
        {
            _last = Stopwatch.GetTimestamp();
            if (!IsWithin(_lastSeldom, s_seldom))
            {
                _lastSeldom = _last;
                all.Insert(1, statements.ReclaimLost());
            }
        }

        return all;
    }

    private static bool IsWithin(long? time, TimeSpan length) => time is { } last && Stopwatch.GetElapsedTime(last) < length;
}
