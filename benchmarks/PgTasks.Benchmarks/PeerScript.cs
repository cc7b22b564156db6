using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace PgTasks.Benchmarks;

/// <summary>Programs that are peers: Python with psycopg, psql. Each says itself what its work alone took.</summary>
internal static class PeerScript
{
    private static readonly string s_python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
    private static readonly Dictionary<string, string?> s_missing = [];

    /// <summary>A contender that is a script of benchmarks/peers.</summary>
    public static Contender Python(
        Surroundings here, string name, string package, string script, params IEnumerable<object> arguments) =>
        new(name, async () =>
        {
            string path = Path.Combine(here.Root, "benchmarks", "peers", script);
            string output = await RunAsync(here, s_python, [path, .. arguments.Select(Text)]);
            return JsonDocument.Parse(output).RootElement.GetProperty("seconds").GetDouble();
        })
        {
            IsFresh = true,
            Missing = FindMissing(s_python, ["-c", $"import {package}"], $"Python's {package} is not installed"),
        };

    /// <summary>A contender that is a \copy of psql, which times it itself.</summary>
    public static Contender Psql(Surroundings here, string name, string copy) =>
        new(name, async () =>
        {
            string output = await RunAsync(here, "psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", "\\timing on", "-c", copy]);
            string time = output.Split("Time: ")[1].Split(" ms")[0];
            return double.Parse(time, CultureInfo.InvariantCulture) / 1000;
        })
        {
            IsFresh = true,
            Missing = FindMissing("psql", ["--version"], "there is no psql on PATH"),
        };

    /// <summary>Why a program cannot run here, or null.</summary>
    public static string? FindMissing(string program, string[] probe, string otherwise)
    {
        string key = string.Join(' ', [program, .. probe]);
        if (!s_missing.TryGetValue(key, out string? missing))
        {
            try
            {
                using Process process = Process.Start(Quiet(program, probe))!;
                process.StandardInput.Close();
                _ = process.StandardOutput.ReadToEndAsync();
                _ = process.StandardError.ReadToEndAsync();
                process.WaitForExit();
                missing = process.ExitCode == 0 ? null : otherwise;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                missing = otherwise;
            }

            s_missing[key] = missing;
        }

        return missing;
    }

    /// <summary>Runs a program on the benchmark's server, to its end; what it printed.</summary>
    public static async Task<string> RunAsync(Surroundings here, string program, IEnumerable<string> arguments)
    {
        using Process process = Start(here, program, arguments);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program}: {await errors}");
    }

    /// <summary>Starts a program on the benchmark's server.</summary>
    public static Process Start(Surroundings here, string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = Quiet(program, arguments);
        start.WorkingDirectory = here.Directory;
        start.Environment["PGHOST"] = here.Server.HostName;
        start.Environment["PGPORT"] = Text(here.Server.Port);
        start.Environment["PGDATABASE"] = here.Server.Database;
        start.Environment["PGUSER"] = here.Server.UserName;
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    private static ProcessStartInfo Quiet(string program, IEnumerable<string> arguments) => new(program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    public static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
