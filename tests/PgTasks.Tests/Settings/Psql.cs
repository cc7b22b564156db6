using System.ComponentModel;
using System.Diagnostics;

namespace PgTasks.Tests.Settings;

/// <summary>The psql of this machine, as the judge of what libpq makes of a connection string.</summary>
internal static class Psql
{
    private static readonly string[] s_directories =
    [
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator),
        .. Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
            : [],
    ];

    /// <summary>Where it is, or null.</summary>
    public static string? Program { get; } = s_directories
        .Select(directory => Path.Combine(directory, OperatingSystem.IsWindows() ? "psql.exe" : "psql"))
        .FirstOrDefault(path => File.Exists(path) && Runs(path));

    // Debian's psql is a link to a wrapper, which may be gone.
    private static bool Runs(string path)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(path, ["--version"])
            {
                RedirectStandardOutput = true,
            })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Tries to connect, with these variables and no others of PostgreSQL's.</summary>
    /// <returns>Whether libpq understood the string; not, whether a server let it in.</returns>
    public static bool Understands(string connectionString, IReadOnlyDictionary<string, string> variables)
    {
        (_, string errors) = Run(connectionString, variables);
        return errors.Contains("connection to server", StringComparison.Ordinal)
            || errors.Contains("could not translate host name", StringComparison.Ordinal);
    }

    /// <summary>Whether it lets itself be connected, with no variables of PostgreSQL's.</summary>
    public static bool Connects(string connectionString) => Run(connectionString, new Dictionary<string, string>()).Succeeds;

    private static (bool Succeeds, string Errors) Run(
        string connectionString, IReadOnlyDictionary<string, string> variables)
    {
        ProcessStartInfo start = new(Program!, ["-X", "-w", "-c", "", connectionString])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["LC_ALL"] = "C";
        start.Environment["HOME"] = Path.GetTempPath();
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode == 0, errors);
    }
}
