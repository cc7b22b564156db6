using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace PgTasks.Benchmarks.Comparisons;

/// <summary>Empty tasks claimed and completed by one process, as many at a time as each of them does best.</summary>
internal sealed class ClaimMany(Surroundings surroundings) : Comparison(surroundings)
{
    private const int Batch = 500;
    private const int Part = 20;

    public override string Name => "work";

    public override string Work =>
        string.Create(CultureInfo.InvariantCulture, $"{Items:N0} empty tasks claimed and completed by one process");

    public override long Items => Here.Options.Rows / 10;

    public override IReadOnlyList<string> Cmdlets => ["Request-PgTask"];

    public override async Task<IReadOnlyList<Contender>> PrepareAsync() =>
    [
        new("`Request-PgTask -Count 500 | Complete-PgTask` in a loop", () => Here.Module.TimeAsync(
            "do { Request-PgTask -Count 500 -OutVariable claims | Complete-PgTask } while ($claims)"))
        {
            BeforeAsync = FillAsync,
        },
        new("bare Npgsql: one UPDATE that claims 500, one that completes them", () => Surroundings.TimeAsync(WorkBareAsync))
        {
            BeforeAsync = FillAsync,
            Goal = Goal.Rate(0.7),
        },
        await NodePeer.CreateAsync(
            Here, "graphile-worker, 24 at once, local queue 500, no batch delay: its fastest", 1, "graphile.mjs", "fastest", Items)
            with { Goal = Goal.Rate(1) },
        await NodePeer.CreateAsync(
            Here, $"graphile-worker, its defaults (a {Part}th of the tasks, {Part} times the time)", Part, "graphile.mjs", "default",
            Items / Part),
        await NodePeer.CreateAsync(Here, "pg-boss, `fetch` and `complete` by 500", 1, "pgboss.mjs", "fetch", Items)
            with { Goal = Goal.Rate(1.3) },
        await NodePeer.CreateAsync(Here, "pg-boss, `work` by 500, 4 at once", 1, "pgboss.mjs", "work", Items, 4)
            with { Goal = Goal.Rate(1.3) },
    ];

    private Task FillAsync() => Here.FillEmptyAsync(Items);

    private async Task WorkBareAsync()
    {
        await using NpgsqlConnection connection = await Here.Bare.OpenConnectionAsync();
        await using NpgsqlCommand claim = new($"""
            WITH next AS MATERIALIZED (
                SELECT n.id FROM pgtasks.task n
                WHERE n.status = 'pending' AND n.wakes_at IS NULL AND coalesce(n.blockers, 0) = 0 AND n.serial IS NULL
                ORDER BY n.priority DESC, n.id LIMIT {Batch} FOR NO KEY UPDATE SKIP LOCKED)
            UPDATE pgtasks.task t
            SET status = 'running', worker_id = 1, run = t.run + 1, attempts = t.attempts + 1, started_at = now(), updated_at = now()
            WHERE t.id = ANY (ARRAY (SELECT n.id FROM next n)) AND set_config('synchronous_commit', 'off', true) IS NOT NULL
            RETURNING {BareTask.ClaimedColumns}
            """, connection);
        await using NpgsqlCommand complete = new("""
            UPDATE pgtasks.task t SET status = 'completed', completed_at = now(), updated_at = now(), worker_id = NULL
            WHERE t.id = ANY ($1) AND t.worker_id = 1
            """, connection);
        NpgsqlParameter<long[]> ids = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };
        complete.Parameters.Add(ids);
        await claim.PrepareAsync();
        await complete.PrepareAsync();
        List<PgTask> claims = new(Batch);
        while (true)
        {
            claims.Clear();
            await using (NpgsqlDataReader reader = await claim.ExecuteReaderAsync())
            {
                while (await reader.ReadAsync())
                {
                    claims.Add(BareTask.Read(reader));
                }
            }

            if (claims.Count == 0)
            {
                return;
            }

            claims.Sort((a, b) => a.Id.CompareTo(b.Id));
            ids.TypedValue = [.. claims.Select(task => task.Id)];
            await complete.ExecuteNonQueryAsync();
        }
    }
}
