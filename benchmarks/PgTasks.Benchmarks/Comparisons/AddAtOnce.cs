using System.Diagnostics;
using System.Globalization;

namespace PgTasks.Benchmarks.Comparisons;

/// <summary>Several add one task a call, while somebody waits for tasks to be told of, or nobody does.</summary>
internal sealed class AddAtOnce(Surroundings surroundings) : Comparison(surroundings)
{
    private const int Adders = 8;
    private HostedModule[] _adders = [];

    public override string Name => "adders";

    public override string Work => string.Create(
        CultureInfo.InvariantCulture, $"{Items:N0} tasks added, one call each, by {Adders} at once");

    public override long Items => Here.Options.Rows / 250 / Adders * Adders;

    public override Task<IReadOnlyList<Contender>> PrepareAsync()
    {
        _adders = [.. Enumerable.Range(0, Adders).Select(_ => new HostedModule(Here.Built))];
        foreach (HostedModule adder in _adders)
        {
            adder.Run<object>("param($s) $null = Connect-PgTask -Server $s", Here.Server);
        }

        return Task.FromResult<IReadOnlyList<Contender>>(
        [
            new("`Add-PgTask` with a waiting worker", TimeWaitedForAsync)
            {
                BeforeAsync = Here.EmptyAsync,
                Missing = Here.Module.Run<bool>("(Get-Command Request-PgTask).Parameters.ContainsKey('Wait')").Single()
                    ? null : "Request-PgTask does not wait yet",
            },
            new("`Add-PgTask` while nobody waits", AddAsync) { BeforeAsync = Here.EmptyAsync, Goal = Goal.Rate(0.9) },
        ]);
    }

    private async Task<double> TimeWaitedForAsync()
    {
        // It is told of each task and wants none of them: what telling costs, and not what working does.
        using Process worker = PowerShellTool.Start(
            Here, $"Import-Module '{Here.Built}'; $null = Connect-PgTask; Request-PgTask -Project nowhere -Wait");
        try
        {
            while ((long)(await Here.QueryAsync("SELECT count(*) FROM pgtasks.worker WHERE waiting"))! == 0)
            {
                await Task.Delay(20);
            }

            return await AddAsync();
        }
        finally
        {
            worker.Kill();
            await worker.WaitForExitAsync();
        }
    }

    private Task<double> AddAsync() => Surroundings.TimeAsync(() => Task.WhenAll(_adders.Select(adder => Task.Factory.StartNew(
        () => adder.Run<object>(
            "param($n) for ($i = 0; $i -lt $n; $i++) { $null = Add-PgTask \"Task $i\" }", (int)(Items / Adders)),
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))));
}
