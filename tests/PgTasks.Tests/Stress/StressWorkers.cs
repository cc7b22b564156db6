using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace PgTasks.Tests.Stress;

/// <summary>PowerShells that work until no task is open, each a process of its own.</summary>
/// <param name="script">What they run.</param>
/// <param name="connection">How to reach the store.</param>
internal sealed class StressWorkers(string script, string connection) : IAsyncDisposable
{
    // The official PowerShell, as the .NET tool that NuGet has restored.
    private static readonly string s_powerShell = Path.Combine(
        typeof(StressWorkers).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(metadata => metadata.Key == "PowerShellTool").Value!,
        OperatingSystem.IsWindows() ? "win" : "unix",
        "pwsh.dll");

    // Far apart, as those of machines are.
    private static readonly string[] s_zones = ["UTC", "Asia/Tokyo", "America/Los_Angeles"];

    private readonly ConcurrentDictionary<int, Process> _living = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private int _started;

    /// <summary>The process ids of those that were not killed, as an array of PostgreSQL.</summary>
    public string Living => $"{{{string.Join(',', _living.Keys)}}}";

    /// <summary>Starts one more.</summary>
    public void Start()
    {
        ProcessStartInfo start = new(
            "dotnet",
            [
                s_powerShell, "-NoProfile", "-NonInteractive", "-File",
                Path.Combine(Repository.Root, "tests", "PgTasks.Tests", "Stress", script),
                Path.Combine(Repository.Root, "PgTasks.psd1"), connection,
            ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TZ"] = s_zones[_started++ % s_zones.Length];
        start.Environment["NO_COLOR"] = "1";
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        StringBuilder said = new();
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _living[process.Id] = process;

        void Add(string? line)
        {
            if (line is not null)
            {
                _errors.Enqueue($"{process.Id}: {line}");
            }
        }
    }

    /// <summary>Kills one as the system does that has run out of memory. Gives whether it was there to be killed.</summary>
    public async Task<bool> KillAsync(int id)
    {
        if (!_living.TryRemove(id, out Process? process) || process.HasExited)
        {
            return false;
        }

        process.Kill();
        await process.WaitForExitAsync();
        return true;
    }

    /// <summary>Fails where one has ended by a fault of its own: what it was to do would be waited for in vain.</summary>
    public void AssertWell() => Assert.True(
        _living.Values.All(process => !process.HasExited || process.ExitCode == 0), string.Join('\n', _errors));

    /// <summary>Waits until all others have come to their end.</summary>
    public async Task WaitAsync(CancellationToken stop)
    {
        foreach (Process process in _living.Values)
        {
            await process.WaitForExitAsync(stop);
            Assert.True(process.ExitCode == 0, string.Join('\n', _errors));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (int id in _living.Keys)
        {
            await KillAsync(id);
        }
    }
}
