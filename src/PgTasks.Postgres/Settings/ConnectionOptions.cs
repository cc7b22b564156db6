using System.Globalization;
using System.Text.RegularExpressions;
using static PgTasks.Postgres.Settings.OptionValues;

namespace PgTasks.Postgres.Settings;

/// <summary>The options of a connection: libpq's, up to PostgreSQL 18, and those that only parameters say.</summary>
internal static partial class ConnectionOptions
{
    // libpq's keyword, Npgsql's, the variable, what becomes of the value, the parameter. Of two rows with the same
    // keyword of Npgsql's the later one wins where one source says both.
    private static readonly ConnectionOption[] s_all =
    [
        new("host", "Host", "PGHOST", Same, "-HostName", request => request.HostName),
        new("hostaddr", Setting.HostAddress, "PGHOSTADDR", Same),
        new("port", "Port", "PGPORT", Same, "-Port", request => request.Port),
        new("dbname", "Database", "PGDATABASE", Same, "-Database", ReadDatabase),
        new(null, "Username", null, Same, "-Credential", request => request.Credential?.UserName),
        new("user", "Username", "PGUSER", Same, "-UserName", request => request.UserName),
        new("password", "Password", "PGPASSWORD", Same, "-Credential", request => request.Credential?.Password),
        new("passfile", "Passfile", "PGPASSFILE", Same),
        new("service", Setting.Service, null, Same, "-Service", request => request.Service),
        new("servicefile", Setting.ServiceFile, null, Same),

        new("requiressl", "SSL Mode", "PGREQUIRESSL", RequireSsl),
        new("sslmode", "SSL Mode", "PGSSLMODE",
            OneOf("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
            "-SslMode", request => request.SslMode?.Replace("-", "", StringComparison.Ordinal)),
        new("sslnegotiation", "SSL Negotiation", "PGSSLNEGOTIATION", OneOf("postgres", "direct")),
        new("sslrootcert", "Root Certificate", "PGSSLROOTCERT", Same, "-RootCertificate", request => request.RootCertificate),
        new("sslcert", "SSL Certificate", "PGSSLCERT", Same),
        new("sslkey", "SSL Key", "PGSSLKEY", Same),
        new("sslpassword", "SSL Password", null, Same),
        new("sslcertmode", null, "PGSSLCERTMODE", Only("allow")),
        new("sslcrl", null, "PGSSLCRL", Refused),
        new("sslcrldir", null, "PGSSLCRLDIR", Refused),
        new("ssl_min_protocol_version", null, "PGSSLMINPROTOCOLVERSION", Refused),
        new("ssl_max_protocol_version", null, "PGSSLMAXPROTOCOLVERSION", Refused),
        new("requirepeer", null, "PGREQUIREPEER", Refused),
        new("channel_binding", "Channel Binding", "PGCHANNELBINDING", OneOf("disable", "prefer", "require")),
        new("require_auth", "Require Auth", "PGREQUIREAUTH", Authentication),
        new("gssencmode", "GSS Encryption Mode", "PGGSSENCMODE", OneOf("disable", "prefer", "require")),
        new("krbsrvname", "Kerberos Service Name", "PGKRBSRVNAME", Same),

        new("application_name", "Application Name", "PGAPPNAME", Same, "-ApplicationName", request => request.ApplicationName),
        new("fallback_application_name", Setting.FallbackApplicationName, null, Same),
        new("options", "Options", "PGOPTIONS", Same),
        new("client_encoding", "Client Encoding", "PGCLIENTENCODING", Encoding),
        new(null, "Timezone", "PGTZ", Same),
        new("connect_timeout", "Timeout", "PGCONNECT_TIMEOUT", ConnectTimeout, "-ConnectTimeout", request => request.ConnectTimeout),
        new(null, "Command Timeout", null, Same, "-CommandTimeout", request => request.CommandTimeout),
        new("keepalives", "TCP Keepalive", null, Switch),
        new("keepalives_idle", "TCP Keepalive Time", null, Seconds),
        new("keepalives_interval", "TCP Keepalive Interval", null, Seconds),
        new(null, "Keepalive", null, Same, "-Keepalive", request => request.Keepalive),
        new("target_session_attrs", "Target Session Attributes", "PGTARGETSESSIONATTRS",
            Word("any", "read-write", "read-only", "primary", "standby", "prefer-standby"),
            "-TargetSessionAttribute", ReadTarget),
        new("load_balance_hosts", "Load Balance Hosts", "PGLOADBALANCEHOSTS",
            Map(("disable", "false"), ("random", "true")), "-LoadBalanceHosts", request => request.LoadBalanceHosts),
        new(null, "Minimum Pool Size", null, Same, "-MinPoolSize", request => request.MinPoolSize),
        new(null, "Maximum Pool Size", null, Same, "-MaxPoolSize", request => request.MaxPoolSize),
        new(null, "Connection Idle Lifetime", null, Same, "-ConnectionIdleLifetime", request => request.ConnectionIdleLifetime),
        new(null, "Connection Lifetime", null, Same, "-ConnectionLifetime", request => request.ConnectionLifetime),

        new("authtype", null, null, Ignored),
        new("gssdelegation", null, "PGGSSDELEGATION", Ignored),
        new("gsslib", null, "PGGSSLIB", Ignored),
        new("keepalives_count", null, null, Ignored),
        new("max_protocol_version", null, "PGMAXPROTOCOLVERSION", Ignored),
        new("min_protocol_version", null, "PGMINPROTOCOLVERSION", Ignored),
        new("oauth_client_id", null, null, Ignored),
        new("oauth_client_secret", null, null, Ignored),
        new("oauth_issuer", null, null, Ignored),
        new("oauth_scope", null, null, Ignored),
        new("replication", null, null, Ignored),
        new("scram_client_key", null, null, Ignored),
        new("scram_server_key", null, null, Ignored),
        new("sslcompression", null, "PGSSLCOMPRESSION", Ignored),
        new("sslkeylogfile", null, null, Ignored),
        new("sslsni", null, "PGSSLSNI", Ignored),
        new("tcp_user_timeout", null, null, Ignored),
        new("tty", null, null, Ignored),
    ];

    private static readonly Dictionary<string, ConnectionOption> s_byLibpq =
        s_all.Where(option => option.Libpq is not null).ToDictionary(option => option.Libpq!, StringComparer.Ordinal);

    /// <summary>Every keyword of libpq.</summary>
    public static IReadOnlyCollection<string> Libpq => s_byLibpq.Keys;

    /// <summary>What libpq's keywords and values are as Npgsql's settings.</summary>
    /// <param name="said">In the order they were said.</param>
    /// <param name="note">Takes what is ignored, in words.</param>
    /// <exception cref="PgTaskException">UnknownSetting, UnsupportedSetting or InvalidConnectionString.</exception>
    public static List<Setting> Translate(IReadOnlyCollection<Setting> said, Action<string> note)
    {
        List<Setting> settings = [];
        Setting? previous = null;
        foreach (Setting setting in said)
        {
            ConnectionOption option = s_byLibpq.GetValueOrDefault(setting.Name)
                ?? throw UnknownSetting.ErrorOf(setting.Name, previous, said.Count == 1, Libpq, setting.Source);
            settings.AddRange(option.Translate(option, setting, note));
            previous = setting;
        }

        return settings;
    }

    /// <summary>The settings that variables make.</summary>
    /// <param name="getVariable">Null where a variable is not set.</param>
    /// <param name="nameSource">What the source of a variable's setting is called.</param>
    /// <param name="note">Takes what is ignored, in words.</param>
    /// <exception cref="PgTaskException">UnsupportedSetting or InvalidConnectionString.</exception>
    public static List<Setting> ReadVariables(
        Func<string, string?> getVariable, Func<string, string> nameSource, Action<string> note) =>
        [.. s_all.SelectMany(option => option.Variable is { } variable && getVariable(variable) is { } value
            ? option.Translate(option, new Setting(option.Libpq ?? option.Keyword!, value, nameSource(variable)), note)
            : [])];

    /// <summary>The settings that single parameters make.</summary>
    public static List<Setting> ReadParameters(ConnectionRequest request)
    {
        List<Setting> settings = [];
        foreach (ConnectionOption option in s_all)
        {
            if (Convert.ToString(option.Read?.Invoke(request), CultureInfo.InvariantCulture) is { Length: > 0 } value)
            {
                settings.Add(new Setting(option.Keyword!, value, option.Parameter!));
            }
        }

        return HostList.Separate(settings, "-HostName");
    }

    /// <summary>libpq's keyword for what Npgsql calls by this one, or null.</summary>
    public static string? FindCounterpart(string keyword) => NpgsqlKeywords.Find(keyword) is { } canonical
        ? Array.FindLast(s_all, option => option.Keyword == canonical)?.Libpq
        : null;

    /// <summary>As psql does, takes what looks like one for a connection string.</summary>
    private static string? ReadDatabase(ConnectionRequest request) =>
        ConnectionText.IsOne(request.Database ?? "") ? null : request.Database;

    private static string? ReadTarget(ConnectionRequest request) => request.TargetSessionAttribute is { } attribute
        ? Hump().Replace(attribute, "-").ToLowerInvariant()
        : null;

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex Hump();
}
