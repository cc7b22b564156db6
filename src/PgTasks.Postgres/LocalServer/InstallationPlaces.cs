namespace PgTasks.Postgres.LocalServer;

/// <summary>Where the packages of each system put PostgreSQL's server programs, outside the PATH.</summary>
internal static class InstallationPlaces
{
    private static readonly string[] s_linux =
    [
        "/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/lib/postgresql*/bin", "/usr/lib64/postgresql*/bin",
        "/usr/libexec/postgresql*", "/usr/bin", "/usr/local/bin", "/usr/local/pgsql/bin", "/opt/PostgreSQL/*/bin",
        "/home/linuxbrew/.linuxbrew/opt/postgresql*/bin",
    ];

    private static readonly string[] s_mac =
    [
        "/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin", "/opt/local/lib/postgresql*/bin",
        "/Applications/Postgres.app/Contents/Versions/*/bin", "/Library/PostgreSQL/*/bin",
    ];

    private static readonly string[] s_windows =
    [
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL", "*", "bin"),
        Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
            "scoop", "apps", "postgresql*", "current", "bin"),
    ];

    public static IEnumerable<string> Existing() =>
        (OperatingSystem.IsWindows() ? s_windows : OperatingSystem.IsMacOS() ? s_mac : s_linux).SelectMany(Expand);

    /// <summary>Where npm's global folders hold the programs that the embedded-postgres packages bring.</summary>
    public static IEnumerable<string> OfNpm() => OfNpm(
        Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    internal static IEnumerable<string> OfNpm(Func<string, string?> variable, string home)
    {
        string?[] prefixes = OperatingSystem.IsWindows()
            ? [variable("NPM_CONFIG_PREFIX"), variable("APPDATA") is { } data ? Path.Combine(data, "npm") : null]
            : [
                variable("NPM_CONFIG_PREFIX"), variable("npm_config_prefix"), Path.Combine(home, ".local"),
                .. (variable("PATH") ?? "").Split(Path.PathSeparator)
                    .Where(directory => File.Exists(Path.Combine(directory, "npm")))
                    .Select(directory => Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(directory))),
            ];
        string modules = OperatingSystem.IsWindows() ? "node_modules" : Path.Combine("lib", "node_modules");
        return prefixes.OfType<string>()
            .Where(Path.IsPathFullyQualified)
            .SelectMany(prefix => Expand(Path.Combine(prefix, modules, "@embedded-postgres", "*", "native", "bin")))
            .Distinct();
    }

    private static IEnumerable<string> Expand(string pattern)
    {
        IEnumerable<string> directories = [Path.GetPathRoot(pattern)!];
        foreach (string part in pattern[Path.GetPathRoot(pattern)!.Length..].Split(Path.DirectorySeparatorChar))
        {
            directories = part.Contains('*')
                ? directories.Where(Directory.Exists).SelectMany(parent => Directory.EnumerateDirectories(parent, part))
                : directories.Select(parent => Path.Combine(parent, part));
        }

        return directories.Where(Directory.Exists);
    }
}
