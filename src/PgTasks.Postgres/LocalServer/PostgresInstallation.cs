using System.Globalization;
using System.Text.RegularExpressions;

namespace PgTasks.Postgres.LocalServer;

/// <summary>An installed PostgreSQL: where its programs are and which version they have.</summary>
internal sealed partial record PostgresInstallation(string BinDirectory, string Version)
{
    private static readonly string s_suffix = OperatingSystem.IsWindows() ? ".exe" : "";

    /// <summary>The major version, as a data directory's PG_VERSION names it.</summary>
    public int Major => int.Parse(LeadingDigits().Match(Version).Value, CultureInfo.InvariantCulture);

    /// <summary>The path of one of its programs.</summary>
    public string Program(string name) => Path.Combine(BinDirectory, name + s_suffix);

    /// <summary>
    /// The installation to use: the one in the directory named, else the first on the PATH, else the newest in the
    /// usual places, else what npm has brought. Data made by an earlier server need its major version.
    /// </summary>
    /// <exception cref="PgTaskException">ServerNotInstalled or ServerVersionMismatch.</exception>
    public static async Task<PostgresInstallation> FindAsync(
        string? binDirectory, int? major, ServerAccount account, CancellationToken stop)
    {
        List<PostgresInstallation> found = binDirectory is null
            ? [.. await InAsync(SearchPath(), account, stop),
               .. (await InAsync(InstallationPlaces.Existing(), account, stop)).OrderByDescending(installed => installed.Order),
               .. (await InAsync(InstallationPlaces.OfNpm(), account, stop)).OrderByDescending(installed => installed.Order)]
            : await InAsync([binDirectory], account, stop);
        string install = InstallAdvice.For(major);
        return found.Count == 0
            ? throw ServerErrors.ServerNotInstalled(binDirectory, install)
            : found.Find(installed => major is null || installed.Major == major)
                ?? throw ServerErrors.ServerVersionMismatch(major, found.Select(installed => installed.Version), install);
    }

    private (int Major, int Minor) Order =>
        (Major, int.TryParse(Version.Split('.')[^1], CultureInfo.InvariantCulture, out int minor) ? minor : -1);

    private static async Task<List<PostgresInstallation>> InAsync(
        IEnumerable<string> directories, ServerAccount account, CancellationToken stop)
    {
        List<PostgresInstallation> found = [];
        foreach (string directory in directories.Where(IsComplete).Select(Resolve).Distinct().Where(IsComplete))
        {
            string postgres = Path.Combine(directory, "postgres" + s_suffix);
            ProgramResult result = await account.RunAsync(
                postgres, ["--version"], Path.GetPathRoot(directory)!, null, stop);
            if (VersionLine().Match(result.Output) is { Success: true } version)
            {
                found.Add(new PostgresInstallation(directory, version.Groups[1].Value));
            }
        }

        return found;
    }

    private static string[] SearchPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    private static bool IsComplete(string directory) => Array.TrueForAll(
        ["postgres", "initdb", "pg_ctl"], program => File.Exists(Path.Combine(directory, program + s_suffix)));

    // PostgreSQL finds its shared files from the program's real place, so a link in /usr/local/bin is followed.
    private static string Resolve(string directory)
    {
        string postgres = Path.Combine(Path.GetFullPath(directory), "postgres" + s_suffix);
        return Path.GetDirectoryName(File.ResolveLinkTarget(postgres, returnFinalTarget: true)?.FullName ?? postgres)!;
    }

    [GeneratedRegex(@"^\d+")]
    private static partial Regex LeadingDigits();

    [GeneratedRegex(@"\(PostgreSQL\) (\d\S*)")]
    private static partial Regex VersionLine();
}
