using System.Globalization;
using Npgsql;

namespace PgTasks.Postgres.Settings;

/// <summary>Finds out how to connect: what the caller said, and where that is silent, what surrounds the process.</summary>
internal static class ConnectionSettings
{
    private static readonly string[] s_shownDefaults =
        ["SSL Mode", "Timeout", "Command Timeout", "Minimum Pool Size", "Maximum Pool Size"];

    /// <summary>The settings and their sources.</summary>
    /// <param name="request">What the caller said.</param>
    /// <param name="note">Takes what is ignored, in words; null: nobody wants to know.</param>
    /// <param name="surroundings">Variables and files; null: this process's.</param>
    /// <exception cref="PgTaskException">
    /// InvalidConnectionString, UnknownSetting, UnsupportedSetting, ServiceNotFound or EnvironmentFileNotFound. No
    /// message holds a value that may be a secret.
    /// </exception>
    public static ResolvedSettings Resolve(
        ConnectionRequest request, Action<string>? note = null, Surroundings? surroundings = null)
    {
        surroundings ??= Surroundings.OfProcess;
        SettingStack settings = new();
        settings.Add(RequestedSettings.Read(request));
        settings.Add(RequestedSettings.ReadText(request, note ?? Ignore));
        if (!request.IgnoresSurroundings)
        {
            AddSurroundings(settings, request.EnvironmentFile, surroundings, note ?? Ignore);
        }

        return Complete(settings, surroundings);
    }

    private static void AddSurroundings(
        SettingStack settings, string? environmentFile, Surroundings surroundings, Action<string> note)
    {
        string? serviceFile = surroundings.Get("PGSERVICEFILE");
        bool served = AddService(settings, surroundings.Get("PGSERVICE"), "PGSERVICE", serviceFile, surroundings, note);
        if (surroundings.Get("DATABASE_URL") is { } url)
        {
            settings.Add(ConnectionText.Parse(url, "DATABASE_URL", note));
            served = served || AddService(settings, null, "DATABASE_URL", serviceFile, surroundings, note);
        }

        settings.Add(EnvironmentVariables.Read(surroundings.Get, variable => variable, note));
        if (environmentFile is null)
        {
            return;
        }

        Dictionary<string, string> variables = EnvironmentFile.Read(environmentFile);
        string? Get(string variable) => variables.GetValueOrDefault(variable) is { Length: > 0 } value ? value : null;
        string Describe(string variable) => $"{variable} in {environmentFile}";
        serviceFile ??= Get("PGSERVICEFILE");
        served = served
            || AddService(settings, Get("PGSERVICE"), Describe("PGSERVICE"), serviceFile, surroundings, note);
        if (Get("DATABASE_URL") is { } fileUrl)
        {
            settings.Add(ConnectionText.Parse(fileUrl, Describe("DATABASE_URL"), note));
            _ = served || AddService(settings, null, Describe("DATABASE_URL"), serviceFile, surroundings, note);
        }

        settings.Add(EnvironmentVariables.Read(Get, Describe, note));
    }

    private static bool AddService(
        SettingStack settings,
        string? variable,
        string source,
        string? file,
        Surroundings surroundings,
        Action<string> note)
    {
        Setting? service = settings.FindFilled(Setting.Service)
            ?? (variable is null ? null : new Setting(Setting.Service, variable, source));
        if (service is null)
        {
            return false;
        }

        file = settings.FindFilled(Setting.ServiceFile)?.Value ?? file;
        settings.Add(LibpqOptions.Translate(ServiceFile.Read(service, file, surroundings), note));
        return true;
    }

    private static ResolvedSettings Complete(SettingStack settings, Surroundings surroundings)
    {
        HostSettings hosts = HostList.Combine(
            settings.Take("Host"), settings.Take(Setting.HostAddress), settings.Take("Port"), surroundings);
        settings.Add(hosts.ToSettings());
        settings.Take(Setting.Service);
        settings.Take(Setting.ServiceFile);
        AddDefault(settings, "Username", Surroundings.UserName);
        AddDefault(settings, "Database", settings.Find("Username")!.Value);
        AddApplicationName(settings);
        AddDefault(settings, "GSS Encryption Mode", nameof(GssEncryptionMode.Disable));
        AddDefault(settings, "Include Error Detail", "True");
        AddTimeZone(settings);
        if (settings.FindFilled("Password") is null
            && surroundings.FindHomeFile(".pgpass", "pgpass.conf") is { } passfile)
        {
            AddDefault(settings, "Passfile", passfile);
        }

        if (settings.Find("TCP Keepalive Interval") is not null)
        {
            AddDefault(settings, "TCP Keepalive Time", "7200");
        }

        bool trustsSystem = TransportSecurity.Complete(settings, surroundings);
        NpgsqlConnectionStringBuilder builder = Build(settings);
        Dictionary<string, string> sources = settings.All.ToDictionary(setting => setting.Name, setting => setting.Source);
        return new ResolvedSettings(builder, Describe(builder, sources), hosts.GetCertificateNames(), trustsSystem);
    }

    private static void AddApplicationName(SettingStack settings)
    {
        Setting? fallback = settings.Take(Setting.FallbackApplicationName);
        if (fallback is { Value.Length: > 0 } && settings.FindFilled("Application Name") is null)
        {
            settings.Replace(fallback with { Name = "Application Name" });
        }

        AddDefault(settings, "Application Name", "PgTasks");
    }

    /// <summary>The server reads times without a zone as the client does: in the client's.</summary>
    private static void AddTimeZone(SettingStack settings)
    {
        string zone = TimeZoneInfo.Local.Id;
        if (TimeZoneInfo.Local.HasIanaId || TimeZoneInfo.TryConvertWindowsIdToIanaId(zone, out zone!))
        {
            AddDefault(settings, "Timezone", zone);
        }
    }

    private static void AddDefault(SettingStack settings, string name, string value)
    {
        if (settings.FindFilled(name) is null)
        {
            settings.Replace(new Setting(name, value, "default"));
        }
    }

    private static NpgsqlConnectionStringBuilder Build(SettingStack settings)
    {
        NpgsqlConnectionStringBuilder builder = [];
        foreach (Setting setting in settings.All.Where(setting => setting.Value.Length > 0))
        {
            try
            {
                builder[setting.Name] = setting.Value;
            }
            catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
            {
                throw StoreErrors.InvalidSetting(
                    setting.Name, setting.Source, NpgsqlKeywords.DescribeValues(setting.Name));
            }
        }

        if (builder.MaxPoolSize < builder.MinPoolSize)
        {
            if (settings.Find("Maximum Pool Size") is { } maximum)
            {
                throw StoreErrors.InvalidSetting(maximum.Name, maximum.Source, "no less than the minimum");
            }

            builder.MaxPoolSize = builder.MinPoolSize;
        }

        return builder;
    }

    private static PgTaskSetting[] Describe(
        NpgsqlConnectionStringBuilder builder, Dictionary<string, string> sources) =>
        [.. NpgsqlKeywords.Ordered
            .Where(keyword => sources.ContainsKey(keyword) || s_shownDefaults.Contains(keyword))
            .Select(keyword => new PgTaskSetting(
                keyword,
                NpgsqlKeywords.IsSecret(keyword)
                    ? PgTaskSetting.Hidden
                    : Convert.ToString(builder[keyword], CultureInfo.InvariantCulture) ?? "",
                sources.GetValueOrDefault(keyword, "default")))];

    private static void Ignore(string note)
    {
    }
}
