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
        string manifest = Path.Combine(Here.Root, "PgTasks.psd1");
        string program = Environment.ProcessPath!;
        string first = $"Import-Module '{manifest}'; $null = Connect-PgTask '{Here.Server.ConnectionString}'; $null = Get-PgTask";
        return
        [
            Fresh("pwsh: Import-Module, Connect-PgTask, Get-PgTask", "pwsh", ["-NoProfile", "-NonInteractive", "-Command", first])
                with { Missing = missing, Baseline = EmptyPwsh },
            Fresh("bare Npgsql program: connect, read", program, ["bare", Here.BareConnectionString])
                with { Missing = missing, Baseline = EmptyProgram, Goal = Goal.Time(1.5) },
            Fresh(EmptyPwsh, "pwsh", ["-NoProfile", "-NonInteractive", "-Command", "$null"]) with { Missing = missing },
            Fresh(EmptyProgram, program, ["nothing"]) with { Missing = missing },
        ];
    }

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
