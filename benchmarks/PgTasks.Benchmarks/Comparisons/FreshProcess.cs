using System.Diagnostics;

namespace PgTasks.Benchmarks.Comparisons;

/// <summary>Import, connect and the first get of a fresh process, over what the process costs anyway.</summary>
internal sealed class FreshProcess(Surroundings surroundings) : Comparison(surroundings)
{
    private const string EmptyPwsh = "pwsh that does nothing";
    private const string EmptyProgram = "program that does nothing";

    public override string Name => "fresh";

    public override string Work => "fresh process: import, connect, first get (less the same process doing nothing)";

    public override async Task<IReadOnlyList<Contender>> PrepareAsync()
    {
        await Here.FillAsync(10);
        string program = Environment.ProcessPath!;
        return
        [
            FirstGet("PgTasks, as packaged", Here.Packaged) with
            {
                Missing = Here.PackageMissing,
                Baseline = EmptyPwsh,
            },
            Fresh("bare Npgsql program: connect, read", program, ["bare", Here.BareConnectionString])
                with { Baseline = EmptyProgram, Goal = Goal.Time(1.5) },
            FirstGet("PgTasks, as dotnet build leaves it", Here.Built) with { Baseline = EmptyPwsh },
            Fresh(EmptyPwsh, "dotnet", PowerShellTool.Arguments("$null")),
            Fresh(EmptyProgram, program, ["nothing"]),
        ];
    }

    private Contender FirstGet(string name, string manifest) => Fresh(name, "dotnet",
        PowerShellTool.Arguments(
            $"Import-Module '{manifest}'; $null = Connect-PgTask '{Here.Server.ConnectionString}'; $null = Get-PgTask"));

    private Contender Fresh(string name, string program, string[] arguments) => new(name, async () =>
    {
        List<double> seconds = [];
        for (int i = 0; i < 5; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await PeerScript.RunAsync(Here, program, arguments);
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return Measurement.MedianOf(seconds);
    })
    {
        IsFresh = true,
    };
}
