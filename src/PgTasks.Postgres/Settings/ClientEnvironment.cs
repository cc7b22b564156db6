namespace PgTasks.Postgres.Settings;

/// <summary>What a connection takes from around the process: variables, the home directory, sockets.</summary>
internal sealed class ClientEnvironment(Func<string, string?> getVariable)
{
    /// <summary>Those of this process.</summary>
    public static ClientEnvironment OfProcess { get; } = new(Environment.GetEnvironmentVariable);

    /// <summary>Where a server's socket is looked for.</summary>
    public IReadOnlyList<string> SocketDirectories { get; init; } =
        OperatingSystem.IsWindows() ? [] : ["/var/run/postgresql", "/tmp"];

    /// <summary>Directories of the system's pg_service.conf, where PGSYSCONFDIR names none.</summary>
    public IReadOnlyList<string> ConfigurationDirectories { get; init; } = OperatingSystem.IsWindows()
        ? []
        : ["/etc/postgresql-common", "/etc/sysconfig/pgsql", "/usr/local/etc/postgresql", "/opt/homebrew/etc/postgresql", "/etc"];

    /// <summary>A variable's value; null where it is empty, too.</summary>
    public string? Get(string variable) => getVariable(variable) is { Length: > 0 } value ? value : null;

    /// <summary>The account that runs this process: libpq's default role.</summary>
    public static string UserName => Environment.UserName;

    /// <summary>A file where libpq keeps the user's own.</summary>
    /// <param name="onUnix">Its name in the home directory.</param>
    /// <param name="onWindows">Its name in %APPDATA%\postgresql.</param>
    public string? FindHomeFile(string onUnix, string onWindows)
    {
        string? path = OperatingSystem.IsWindows()
            ? Get("APPDATA") is { } data ? Path.Combine(data, "postgresql", onWindows) : null
            : Get("HOME") is { } home ? Path.Combine(home, onUnix) : null;
        return File.Exists(path) ? path : null;
    }

    /// <summary>The directory that holds the socket of a server on this port, else localhost.</summary>
    public string GetDefaultHost(int port) =>
        SocketDirectories.FirstOrDefault(directory => File.Exists(Path.Combine(directory, $".s.PGSQL.{port}")))
        ?? "localhost";
}
