using System.Globalization;

namespace PgTasks.Benchmarks.Comparisons;

/// <summary>A claim where there is much beside what it claims, beside one where there is nothing else.</summary>
/// <param name="surroundings">What all share.</param>
/// <param name="kind">What there is much of.</param>
/// <param name="count">How many it claims.</param>
internal sealed class ClaimAtSize(Surroundings surroundings, ClaimSurplus kind, int count) : Comparison(surroundings)
{
    private const int Ready = 1000;
    private const int Times = 50;
    private static readonly HashSet<string> s_stores = [];

    public override string Name => "claim";

    public override string Work => string.Create(CultureInfo.InvariantCulture, $"{Call}, {Surplus:N0} {Words}");

    public override IReadOnlyList<string> Cmdlets => ["Request-PgTask"];

    private string Call => $"`Request-PgTask -Count {count}{(kind == ClaimSurplus.OtherProject ? " -Project mine" : "")}`";

    private string Words => kind == ClaimSurplus.Finished ? "finished tasks in the store" : "pending tasks of another project";

    private int Surplus => kind == ClaimSurplus.Finished ? Here.Options.Rows * 10 : Here.Options.Rows;

    public override async Task<IReadOnlyList<Contender>> PrepareAsync() =>
    [
        new(string.Create(CultureInfo.InvariantCulture, $"with {Surplus:N0} {Words}"), Time(await GetStoreAsync(
            kind == ClaimSurplus.Finished ? "claim_finished" : "claim_other", Surplus))),
        new($"of {Ready:N0} tasks in all", Time(await GetStoreAsync("claim_alone", 0))) { Goal = Goal.Time(1.3) },
    ];

    /// <summary>The median of the calls; what they claimed is given back after each.</summary>
    private Func<Task<double>> Time(string schema) => () => Task.FromResult(Measurement.MedianOf(Here.Module.Run<double>(
        """
        param($schema, $count, $times, $isMine)
        $more = @{ Session = $schema; Count = $count }
        if ($isMine) { $more.Project = 'mine' }
        for ($i = 0; $i -lt $times; $i++) {
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $claims = Request-PgTask @more
            $watch.Elapsed.TotalSeconds
            if ($claims.Count -ne $count) { throw "$($claims.Count) tasks were claimed." }
            $claims | Unlock-PgTask -Session $schema
        }
        """,
        schema, count, Times, kind == ClaimSurplus.OtherProject)));

    /// <summary>A store of its own, which is the name of its session too.</summary>
    private async Task<string> GetStoreAsync(string schema, int surplus)
    {
        if (!s_stores.Add(schema))
        {
            return schema;
        }

        Here.Module.Run<object>(
            """
            param($server, $schema)
            $own = Get-PgTaskSession
            $null = Connect-PgTask -Server $server -Schema $schema -Name $schema
            Initialize-PgTaskStore
            $own | Select-PgTaskSession
            """,
            Here.Server, schema);
        string status = kind == ClaimSurplus.Finished ? "completed" : "pending";
        await Here.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"""
            INSERT INTO {schema}.task (title, project, status, completed_at)
            SELECT 'Task ' || i, 'other', '{status}', CASE WHEN '{status}' = 'completed' THEN now() END
            FROM generate_series(1, {surplus}) i;
            INSERT INTO {schema}.task (title, project) SELECT 'Mine ' || i, 'mine' FROM generate_series(1, {Ready}) i
            """));
        await Here.ExecuteAsync($"VACUUM ANALYZE {schema}.task");
        await Here.ExecuteAsync("CHECKPOINT");
        return schema;
    }
}

/// <summary>What there is beside the tasks to claim.</summary>
internal enum ClaimSurplus
{
    /// <summary>Tasks that are done.</summary>
    Finished,

    /// <summary>Tasks that are ready, of another project.</summary>
    OtherProject,
}
