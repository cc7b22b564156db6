using System.Globalization;

namespace PgTasks.Benchmarks.Comparisons;

/// <summary>A worker whose block does nothing.</summary>
/// <param name="surroundings">What all share.</param>
/// <param name="lanes">How many tasks it runs at a time; 0: one, in the runspace that called it.</param>
internal sealed class InvokeEmpty(Surroundings surroundings, int lanes) : Comparison(surroundings)
{
    private const string OneLane = "Invoke-PgTask { }";
    private const int WarmUp = 10_000;

    public override string Name => "invoke";

    public override string Work => string.Create(CultureInfo.InvariantCulture, $"{Items:N0} empty tasks, `{Script}`");

    public override long Items => Here.Options.Rows / 50;

    public override IReadOnlyList<string> Cmdlets => ["Invoke-PgTask"];

    private string Script => lanes == 0 ? OneLane : $"{OneLane} -ThrottleLimit {lanes}";

    public override async Task<IReadOnlyList<Contender>> PrepareAsync()
    {
        Contender graphile = await NodePeer.CreateAsync(
            Here, "graphile-worker, 10 at once, local queue 11, batch delay 250 ms: its documentation's start", 1,
            "graphile.mjs", "docs", Items);
        List<Contender> contenders = [Run(Script), graphile with { Goal = Goal.Rate(1) }];
        if (lanes > 0)
        {
            contenders.Add(Run(OneLane) with { Goal = Goal.Rate(1) });
        }

        return contenders;
    }

    /// <summary>
    /// In the official PowerShell, as a runspace of a worker has the engine's own modules, which the hosted one lacks. The
    /// first tasks are not counted, which that process compiles its code by.
    /// </summary>
    private Contender Run(string script) => new($"`{script}`", async () =>
    {
        string output = await PowerShellTool.RunAsync(Here, string.Create(CultureInfo.InvariantCulture, $$"""
            $ErrorActionPreference = 'Stop'
            Import-Module '{{Here.Built}}'
            $null = Connect-PgTask
            {{script}} -MaxTasks {{WarmUp}} 6> $null
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            {{script}} 6> $null
            $seconds = $watch.Elapsed.TotalSeconds
            if (Get-PgTask -First 1) { throw 'Tasks are left.' }
            [cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture
            "$seconds"
            """));
        return double.Parse(output, CultureInfo.InvariantCulture);
    })
    {
        BeforeAsync = () => Here.FillEmptyAsync(Items + WarmUp),
        IsFresh = true,
    };
}
