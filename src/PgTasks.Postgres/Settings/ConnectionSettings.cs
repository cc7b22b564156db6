using System.Globalization;
using Npgsql;

namespace PgTasks.Postgres.Settings;

/// <summary>Finds out how to connect: what the caller said, and where that is silent, the process's environment.</summary>
internal static class ConnectionSettings
{
    private static readonly string[] s_shownDefaults =
        ["SSL Mode", "Timeout", "Command Timeout", "Minimum Pool Size", "Maximum Pool Size"];

    /// <summary>The settings and their sources.</summary>
    /// <param name="request">What the caller said.</param>
    /// <param name="note">Takes what is ignored, in words; null: nobody wants to know.</param>
    /// <param name="environment">Variables and files; null: this process's.</param>
    /// <param name="warn">Takes what is ignored that somebody may have counted on; null: as a note.</param>
    /// <exception cref="PgTaskException">
    /// InvalidConnectionString, UnknownSetting, UnsupportedSetting, ServiceNotFound, EnvironmentFileNotFound or
    /// CertificateNotUsable. No message holds a value that may be a secret.
    /// </exception>
    public static ResolvedSettings Resolve(
        ConnectionRequest request,
        Action<string>? note = null,
        ClientEnvironment? environment = null,
        Action<string>? warn = null)
    {
        environment ??= ClientEnvironment.OfProcess;
        SettingStack settings = new();
        settings.Add(ConnectionOptions.ReadParameters(request));
        settings.Add(ConnectionText.Read(request, note ?? Ignore));
        if (!request.IgnoresEnvironment)
        {
            AddEnvironment(settings, request.EnvironmentFile, environment, note ?? Ignore);
        }

        if (request.IsReadOnly)
        {
            // Of a server that is told the same setting twice the later one counts.
            settings.Replace(new Setting(
                "Options", $"{settings.FindFilled("Options")?.Value} -c default_transaction_read_only=on".Trim(), "-ReadOnly"));
        }

        return Complete(settings, environment, warn ?? note ?? Ignore);
    }

    private static void AddEnvironment(
        SettingStack settings, string? environmentFile, ClientEnvironment environment, Action<string> note)
    {
        AddVariables(settings, environment.Get, variable => variable, environment, note);
        if (environmentFile is not null)
        {
            Dictionary<string, string> variables = EnvironmentFile.Read(environmentFile);
            AddVariables(
                settings,
                variable => variable == "PGSERVICEFILE" && environment.Get(variable) is { } file ? file
                    : variables.GetValueOrDefault(variable) is { Length: > 0 } value ? value : null,
                variable => $"{variable} in {environmentFile}",
                environment,
                note);
        }
    }

    /// <summary>Adds the service that is asked for, then DATABASE_URL, and after it the service that it asks for.</summary>
    private static void AddVariables(
        SettingStack settings,
        Func<string, string?> getVariable,
        Func<string, string> nameSource,
        ClientEnvironment environment,
        Action<string> note)
    {
        if (getVariable("PGSERVICE") is { } service)
        {
            settings.Add([new Setting(Setting.Service, service, nameSource("PGSERVICE"))]);
        }

        AddService(settings, getVariable("PGSERVICEFILE"), environment, note);
        if (getVariable("DATABASE_URL") is { } url)
        {
            settings.Add(ConnectionText.Parse(url, nameSource("DATABASE_URL"), note));
            AddService(settings, getVariable("PGSERVICEFILE"), environment, note);
        }

        settings.Add(ConnectionOptions.ReadVariables(getVariable, nameSource, note));
    }

    private static void AddService(
        SettingStack settings, string? file, ClientEnvironment environment, Action<string> note)
    {
        if (settings.FindFilled(Setting.Service) is { } service && settings.MarkServed())
        {
            file = settings.FindFilled(Setting.ServiceFile)?.Value ?? file;
            settings.Add(ConnectionOptions.Translate(ServiceFile.Read(service, file, environment), note));
        }
    }

    private static ResolvedSettings Complete(
        SettingStack settings, ClientEnvironment environment, Action<string> warn)
    {
        HostList hosts = HostList.Take(settings, environment);
        settings.Add(hosts.ToSettings());
        settings.Take(Setting.Service);
        settings.Take(Setting.ServiceFile);
        AddDefault(settings, "Username", ClientEnvironment.UserName);
        AddDefault(settings, "Database", settings.Find("Username")!.Value);
        AddApplicationName(settings);
        AddDefault(settings, "GSS Encryption Mode", nameof(GssEncryptionMode.Disable));
        AddDefault(settings, "Include Error Detail", "True");
        AddTimeZone(settings);
        if (settings.FindFilled("Password") is null
            && environment.FindHomeFile(".pgpass", "pgpass.conf") is { } passfile)
        {
            AddDefault(settings, "Passfile", passfile);
        }

        if (settings.Find("TCP Keepalive Interval") is not null)
        {
            AddDefault(settings, "TCP Keepalive Time", "7200");
        }

        bool trustsSystem = TransportSecurity.Complete(settings, hosts.AreSockets, environment);
        NpgsqlConnectionStringBuilder builder = Build(settings);
        Dictionary<string, string> sources = settings.All.ToDictionary(setting => setting.Name, setting => setting.Source);
        PasswordFile? passwords = builder is { Password: null, Passfile: { } path } ? PasswordFile.Open(path, warn) : null;
        return new ResolvedSettings(
            builder,
            Show(builder, sources),
            hosts,
            host => passwords?.Find(host, builder.Database!, builder.Username!, environment),
            trustsSystem);
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
                throw SettingErrors.InvalidSetting(
                    setting.Name, setting.Source, NpgsqlKeywords.DescribeValues(setting.Name));
            }
        }

        if (builder.MaxPoolSize < builder.MinPoolSize)
        {
            if (settings.Find("Maximum Pool Size") is { } maximum)
            {
                throw SettingErrors.InvalidSetting(maximum.Name, maximum.Source, "no less than the minimum");
            }

            builder.MaxPoolSize = builder.MinPoolSize;
        }

        return builder;
    }

    private static PgTaskSetting[] Show(
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
