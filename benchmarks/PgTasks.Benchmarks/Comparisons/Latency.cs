using System.Diagnostics;
using System.Globalization;

namespace PgTasks.Benchmarks.Comparisons;

/// <summary>From the call that adds a task to the first line of the block, in another process that waits for it.</summary>
internal sealed class Latency(Surroundings surroundings) : Comparison(surroundings)
{
    private const int WarmUp = 50;
    private const int Times = 300;

    public override string Name => "latency";

    public override string Work => "from `Add-PgTask` to the block's first line in another process, median of 300";

    public override IReadOnlyList<string> Cmdlets => ["Invoke-PgTask"];

    public override async Task<IReadOnlyList<Contender>> PrepareAsync() =>
    [
        new("`Invoke-PgTask -Until Forever`", MeasureAsync) { BeforeAsync = Here.EmptyAsync },
        await NodePeer.CreateAsync(Here, "graphile-worker, its defaults, in one process", 1, "graphile.mjs", "latency", Times)
            with { Goal = Goal.Time(1) },
    ];

    private async Task<double> MeasureAsync()
    {
        // The clock is the machine's, and so both processes' own.
        using Process worker = PowerShellTool.Start(Here, $$"""
            Import-Module '{{Here.Built}}'; $null = Connect-PgTask
            Invoke-PgTask -Until Forever { [System.Console]::Out.WriteLine([System.Diagnostics.Stopwatch]::GetTimestamp()) } 6> $null
            """);
        try
        {
            while ((long)(await Here.QueryAsync("SELECT count(*) FROM pgtasks.worker WHERE waiting"))! == 0)
            {
                await Task.Delay(20);
            }

            List<double> seconds = [];
            for (int i = -WarmUp; i < Times; i++)
            {
                await Task.Delay(2);
                long added = Here.Module.Run<long>(
                    "$now = [System.Diagnostics.Stopwatch]::GetTimestamp(); $null = Add-PgTask empty; $now").Single();
                string begun = (await worker.StandardOutput.ReadLineAsync())
                    ?? throw new InvalidOperationException(await worker.StandardError.ReadToEndAsync());
                if (i >= 0)
                {
                    seconds.Add(Stopwatch.GetElapsedTime(added, long.Parse(begun, CultureInfo.InvariantCulture)).TotalSeconds);
                }
            }

            return Measurement.MedianOf(seconds);
        }
        finally
        {
            worker.Kill();
            await worker.WaitForExitAsync();
        }
    }
}
