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
        string? missing = PeerScript.FindMissing("pwsh", ["-Version"], "there is no pwsh on PATH");
        string program = Environment.ProcessPath!;
        return
        [
            FirstGet("PgTasks, as packaged", Here.Packaged) with
            {
                Missing = missing ?? Here.PackageMissing,
                Baseline = EmptyPwsh,
            },
            Fresh("bare Npgsql program: connect, read", program, ["bare", Here.BareConnectionString])
                with { Missing = missing, Baseline = EmptyProgram, Goal = Goal.Time(1.5) },
            FirstGet("PgTasks, as dotnet build leaves it", Here.Built) with { Missing = missing, Baseline = EmptyPwsh },
            Fresh(EmptyPwsh, "pwsh", ["-NoProfile", "-NonInteractive", "-Command", "$null"]) with { Missing = missing },
            Fresh(EmptyProgram, program, ["nothing"]) with { Missing = missing },
        ];
    }

    private Contender FirstGet(string name, string manifest) => Fresh(name, "pwsh",
        [
            "-NoProfile",
            "-NonInteractive",
            "-Command",
            $"Import-Module '{manifest}'; $null = Connect-PgTask '{Here.Server.ConnectionString}'; $null = Get-PgTask",
        ]);

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
