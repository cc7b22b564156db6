using System.Diagnostics;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>Looks for tasks whose time has come and for leases that ran out: once a second at most, unless asked.</summary>
internal sealed class WorkSweep(PostgresConnections connections, ClaimStatements statements)
{
    private static readonly TimeSpan s_often = TimeSpan.FromSeconds(1);

    // A look at what comes next; where much of it is of paused projects, as much at a time.
    private const int ParkLook = 1000;
    private const int ParkSize = 5000;
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
    public async Task RunAsync(StoreCaller caller, CancellationToken stop)
    {
        List<SqlBuilder> batch = GetStatements();
        int looked = ParkLook;
        // Not in a transaction: whoever resumes a project would wait for its end.
        if (caller.Transaction is null)
        {
            batch.Add(statements.Park(looked));
        }

        while (await RunAsync(batch, caller, stop) >= looked / 2)
        {
            looked = ParkSize;
            batch = [statements.Park(looked)];
        }
    }

    /// <summary>Gives the number that the last statement gives, or 0.</summary>
    private Task<int> RunAsync(List<SqlBuilder> all, StoreCaller caller, CancellationToken stop) => connections.RunOnceAsync(
        async (connection, bound) =>
        {
            await using NpgsqlBatch batch = new(connection);
            foreach (SqlBuilder statement in all)
            {
                statement.AddTo(batch);
            }

            int last = 0;
            await using NpgsqlDataReader reader = await batch.RunAsync(bound.Token);
            do
            {
                while (await reader.ReadAsync(bound.DropToken))
                {
                    last = reader.GetInt32(0);
                }
            }
            while (await reader.NextResultAsync(bound.DropToken));
            return last;
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
