using System.Diagnostics;
using System.Reflection;

namespace PgTasks.Benchmarks;

/// <summary>The official PowerShell, in a process of its own: the .NET tool that NuGet has restored.</summary>
internal static class PowerShellTool
{
    private static readonly string s_assembly = Path.Combine(
        typeof(PowerShellTool).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(metadata => metadata.Key == "PowerShellTool").Value!,
        OperatingSystem.IsWindows() ? "win" : "unix",
        "pwsh.dll");

    /// <summary>Runs a command on the benchmark's server, to its end; what it printed.</summary>
    public static Task<string> RunAsync(Surroundings here, string command) =>
        PeerScript.RunAsync(here, "dotnet", Arguments(command));

    /// <summary>Starts a command on the benchmark's server; it is for the caller to end it.</summary>
    public static Process Start(Surroundings here, string command) => PeerScript.Start(here, "dotnet", Arguments(command));

    /// <summary>What stands behind <c>dotnet</c>.</summary>
    public static string[] Arguments(string command) => [s_assembly, "-NoProfile", "-NonInteractive", "-Command", command];
}
