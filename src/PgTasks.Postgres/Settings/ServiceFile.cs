namespace PgTasks.Postgres.Settings;

/// <summary>pg_service.conf: the user's, then the system's.</summary>
/// <remarks>https://www.postgresql.org/docs/current/libpq-pgservice.html</remarks>
internal static class ServiceFile
{
    /// <summary>The settings of a service, under libpq's keywords; of one that is set twice, the first.</summary>
    /// <param name="service">The section's name, and who asks for it.</param>
    /// <param name="path">The file to look in first; null: the user's own.</param>
    /// <param name="environment">Where the files are.</param>
    /// <exception cref="PgTaskException">ServiceNotFound or InvalidConnectionString.</exception>
    public static List<Setting> Read(Setting service, string? path, ClientEnvironment environment)
    {
        string[] files = FindFiles(path, environment);
        foreach (string file in files)
        {
            if (File.Exists(file) && ReadSection(file, service.Value) is { } settings)
            {
                return settings;
            }
        }

        throw SettingErrors.ServiceNotFound(service.Value, service.Source, files);
    }

    /// <summary>The services that there are, each with its file; of one name, the one that is taken.</summary>
    public static IReadOnlyList<Completion> GetNames(ClientEnvironment environment) =>
    [
        .. FindFiles(environment.Get("PGSERVICEFILE"), environment)
            .Where(File.Exists)
            .SelectMany(file => File.ReadLines(file)
                .Select(line => line.Trim())
                .Where(line => line.StartsWith('[') && line.IndexOf(']', StringComparison.Ordinal) > 1)
                .Select(line => new Completion(line[1..line.IndexOf(']', StringComparison.Ordinal)], file)))
            .DistinctBy(service => service.Text),
    ];

    private static string[] FindFiles(string? path, ClientEnvironment environment)
    {
        const string SystemName = "pg_service.conf";
        string? own = path ?? environment.FindHomeFile(".pg_service.conf", ".pg_service.conf");
        IEnumerable<string> directories = environment.Get("PGSYSCONFDIR") is { } directory
            ? [directory]
            : environment.ConfigurationDirectories;
        return
        [
            .. own is null ? Array.Empty<string>() : [own],
            .. directories.Select(each => Path.Combine(each, SystemName)),
        ];
    }

    private static List<Setting>? ReadSection(string path, string service)
    {
        string source = $"service {service} in {path}";
        List<Setting>? settings = null;
        int number = 0;
        foreach (string text in File.ReadLines(path))
        {
            number++;
            string line = text.Trim();
            if (line.Length == 0 || line.StartsWith('#'))
            {
                continue;
            }

            if (line.StartsWith('['))
            {
                if (settings is not null)
                {
                    return settings;
                }

                settings = line.StartsWith($"[{service}]", StringComparison.Ordinal) ? [] : null;
            }
            else if (settings is not null)
            {
                AddLine(settings, line, number, source);
            }
        }

        return settings;
    }

    private static void AddLine(List<Setting> settings, string line, int number, string source)
    {
        int sign = line.IndexOf('=', StringComparison.Ordinal);
        string name = sign < 0 ? "" : line[..sign];
        if (sign < 0 || name is Setting.Service or Setting.ServiceFile)
        {
            throw SettingErrors.InvalidConnectionString(
                $"{source}: line {number} is no setting that a service can have (keyword=value).");
        }

        if (!settings.Exists(setting => setting.Name == name))
        {
            settings.Add(new Setting(name, line[(sign + 1)..], source));
        }
    }
}
