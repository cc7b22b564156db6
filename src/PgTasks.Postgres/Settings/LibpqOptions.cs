using System.Globalization;

namespace PgTasks.Postgres.Settings;

/// <summary>libpq's options, and what each is in Npgsql.</summary>
internal static class LibpqOptions
{
    /// <summary>Npgsql takes no longer time to connect; 0 is without end.</summary>
    public const int LongestTimeout = 1024;

    private static readonly Dictionary<string, string> s_same = new(StringComparer.Ordinal)
    {
        ["application_name"] = "Application Name",
        ["dbname"] = "Database",
        ["fallback_application_name"] = Setting.FallbackApplicationName,
        ["host"] = "Host",
        ["hostaddr"] = Setting.HostAddress,
        ["krbsrvname"] = "Kerberos Service Name",
        ["options"] = "Options",
        ["passfile"] = "Passfile",
        ["password"] = "Password",
        ["port"] = "Port",
        ["service"] = Setting.Service,
        ["servicefile"] = Setting.ServiceFile,
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["sslpassword"] = "SSL Password",
        ["sslrootcert"] = "Root Certificate",
        ["user"] = "Username",
    };

    private static readonly Dictionary<string, (string Keyword, string[] Values)> s_choices = new(StringComparer.Ordinal)
    {
        ["channel_binding"] = ("Channel Binding", ["disable", "prefer", "require"]),
        ["gssencmode"] = ("GSS Encryption Mode", ["disable", "prefer", "require"]),
        ["load_balance_hosts"] = ("Load Balance Hosts", ["disable", "random"]),
        ["sslmode"] = ("SSL Mode", ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]),
        ["sslnegotiation"] = ("SSL Negotiation", ["postgres", "direct"]),
        ["target_session_attrs"] = ("Target Session Attributes",
            ["any", "read-write", "read-only", "primary", "standby", "prefer-standby"]),
    };

    private static readonly Dictionary<string, Func<Setting, Action<string>, IEnumerable<Setting>>> s_special =
        new(StringComparer.Ordinal)
        {
            ["client_encoding"] = TranslateEncoding,
            ["connect_timeout"] = TranslateTimeout,
            ["keepalives"] = (option, _) => [option with { Name = "TCP Keepalive", Value = ReadInt(option) == 0 ? "false" : "true" }],
            ["keepalives_idle"] = (option, _) => TranslateSeconds(option, "TCP Keepalive Time"),
            ["keepalives_interval"] = (option, _) => TranslateSeconds(option, "TCP Keepalive Interval"),
            ["require_auth"] = (option, _) => [RequiredAuthentication.Translate(option)],
            ["requiressl"] = (option, _) =>
                [option with { Name = "SSL Mode", Value = option.Value.StartsWith('1') ? "Require" : "Prefer" }],
            ["sslcertmode"] = (option, _) => option.Value is "" or "allow" ? [] : throw Refuse(option),
        };

    /// <summary>To ignore one of these would connect with less protection than was asked for.</summary>
    private static readonly HashSet<string> s_refused = new(StringComparer.Ordinal)
    {
        "requirepeer", "sslcrl", "sslcrldir", "ssl_max_protocol_version", "ssl_min_protocol_version",
    };

    private static readonly HashSet<string> s_ignored = new(StringComparer.Ordinal)
    {
        "authtype", "gssdelegation", "gsslib", "keepalives_count", "max_protocol_version", "min_protocol_version",
        "oauth_client_id", "oauth_client_secret", "oauth_issuer", "oauth_scope", "replication", "scram_client_key",
        "scram_server_key", "sslcompression", "sslkeylogfile", "sslsni", "tcp_user_timeout", "tty",
    };

    /// <summary>Every option of libpq, up to PostgreSQL 18.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. s_same.Keys, .. s_choices.Keys, .. s_special.Keys, .. s_refused, .. s_ignored];

    /// <summary>The options as Npgsql's settings.</summary>
    /// <param name="options">Under libpq's names, in the order they were said.</param>
    /// <param name="note">Takes what is ignored, in words.</param>
    /// <exception cref="PgTaskException">UnknownSetting, UnsupportedSetting or InvalidConnectionString.</exception>
    public static List<Setting> Translate(IReadOnlyCollection<Setting> options, Action<string> note)
    {
        List<Setting> settings = [];
        Setting? previous = null;
        foreach (Setting option in options)
        {
            settings.AddRange(Translate(option, previous, options.Count == 1, note));
            previous = option;
        }

        return settings;
    }

    /// <summary>libpq's name among those known for what Npgsql calls by this keyword, or null.</summary>
    public static string? FindCounterpart(string keyword, IEnumerable<string> known) =>
        NpgsqlKeywords.Find(keyword) is not { } canonical ? null
            : s_same.Where(pair => pair.Value == canonical).Select(pair => pair.Key)
                .Concat(s_choices.Where(pair => pair.Value.Keyword == canonical).Select(pair => pair.Key))
                .FirstOrDefault(known.Contains);

    private static IEnumerable<Setting> Translate(
        Setting option, Setting? previous, bool alone, Action<string> note)
    {
        if (s_same.TryGetValue(option.Name, out string? keyword))
        {
            return [option with { Name = keyword }];
        }

        if (s_choices.TryGetValue(option.Name, out (string Keyword, string[] Values) choice))
        {
            return option.Value.Length == 0 ? [] : [TranslateChoice(option, choice.Keyword, choice.Values)];
        }

        if (s_special.TryGetValue(option.Name, out Func<Setting, Action<string>, IEnumerable<Setting>>? translate))
        {
            return option.Value.Length == 0 ? [] : translate(option, note);
        }

        if (s_refused.Contains(option.Name))
        {
            return option.Value.Length == 0 ? [] : throw Refuse(option);
        }

        if (!s_ignored.Contains(option.Name))
        {
            throw UnknownSettings.Refuse(option.Name, previous, alone, All, option.Source);
        }

        note($"{option.Source}: {option.Name} is ignored; Npgsql has no such setting.");
        return [];
    }

    private static Setting TranslateChoice(Setting option, string keyword, string[] values)
    {
        int index = Array.IndexOf(values, option.Value);
        return option with
        {
            Name = keyword,
            Value = index < 0 ? throw Invalid(option, "one of " + string.Join(", ", values))
                : keyword == "Load Balance Hosts" ? (index == 0 ? "false" : "true")
                : keyword == "Target Session Attributes" ? option.Value
                : option.Value.Replace("-", "", StringComparison.Ordinal),
        };
    }

    private static IEnumerable<Setting> TranslateEncoding(Setting option, Action<string> note)
    {
        string plain = option.Value.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
        if (plain is not ("UTF8" or "UNICODE" or "AUTO"))
        {
            note($"{option.Source}: client_encoding is ignored; PgTasks always speaks UTF8.");
        }

        return [option with { Name = "Client Encoding", Value = "UTF8" }];
    }

    private static IEnumerable<Setting> TranslateTimeout(Setting option, Action<string> note)
    {
        int seconds = Math.Max(0, ReadInt(option));
        if (seconds > LongestTimeout)
        {
            note($"{option.Source}: connect_timeout is cut to {LongestTimeout} seconds, Npgsql's longest.");
            seconds = LongestTimeout;
        }

        return [option with { Name = "Timeout", Value = seconds.ToString(CultureInfo.InvariantCulture) }];
    }

    /// <summary>Of 0 or less libpq takes the system's default, as Npgsql does of none.</summary>
    private static IEnumerable<Setting> TranslateSeconds(Setting option, string keyword) =>
        ReadInt(option) is > 0 and int seconds
            ? [option with { Name = keyword, Value = seconds.ToString(CultureInfo.InvariantCulture) }]
            : [];

    private static int ReadInt(Setting option) =>
        int.TryParse(option.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw Invalid(option, "a whole number");

    private static PgTaskException Invalid(Setting option, string expected) =>
        StoreErrors.InvalidSetting(option.Name, option.Source, expected);

    private static PgTaskException Refuse(Setting option) => StoreErrors.UnsupportedSetting(option.Name, option.Source);
}
