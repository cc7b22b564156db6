namespace PgTasks.Postgres.Settings;

/// <summary>The variables that libpq reads.</summary>
internal static class EnvironmentVariables
{
    private static readonly (string Variable, string Option)[] s_options =
    [
        ("PGHOST", "host"),
        ("PGHOSTADDR", "hostaddr"),
        ("PGPORT", "port"),
        ("PGDATABASE", "dbname"),
        ("PGUSER", "user"),
        ("PGPASSWORD", "password"),
        ("PGPASSFILE", "passfile"),
        ("PGREQUIREAUTH", "require_auth"),
        ("PGCHANNELBINDING", "channel_binding"),
        ("PGOPTIONS", "options"),
        ("PGAPPNAME", "application_name"),
        ("PGSSLMODE", "sslmode"),
        ("PGREQUIRESSL", "requiressl"),
        ("PGSSLNEGOTIATION", "sslnegotiation"),
        ("PGSSLCERT", "sslcert"),
        ("PGSSLKEY", "sslkey"),
        ("PGSSLCERTMODE", "sslcertmode"),
        ("PGSSLROOTCERT", "sslrootcert"),
        ("PGSSLCRL", "sslcrl"),
        ("PGSSLCRLDIR", "sslcrldir"),
        ("PGSSLSNI", "sslsni"),
        ("PGSSLCOMPRESSION", "sslcompression"),
        ("PGREQUIREPEER", "requirepeer"),
        ("PGSSLMINPROTOCOLVERSION", "ssl_min_protocol_version"),
        ("PGSSLMAXPROTOCOLVERSION", "ssl_max_protocol_version"),
        ("PGMINPROTOCOLVERSION", "min_protocol_version"),
        ("PGMAXPROTOCOLVERSION", "max_protocol_version"),
        ("PGGSSENCMODE", "gssencmode"),
        ("PGKRBSRVNAME", "krbsrvname"),
        ("PGGSSLIB", "gsslib"),
        ("PGGSSDELEGATION", "gssdelegation"),
        ("PGCONNECT_TIMEOUT", "connect_timeout"),
        ("PGCLIENTENCODING", "client_encoding"),
        ("PGTARGETSESSIONATTRS", "target_session_attrs"),
        ("PGLOADBALANCEHOSTS", "load_balance_hosts"),
    ];

    /// <summary>The settings that PG* variables make.</summary>
    /// <param name="getVariable">Null where a variable is not set.</param>
    /// <param name="describe">What the source of a variable's setting is called.</param>
    /// <param name="note">Takes what is ignored, in words.</param>
    /// <exception cref="PgTaskException">UnsupportedSetting or InvalidConnectionString.</exception>
    public static List<Setting> Read(
        Func<string, string?> getVariable, Func<string, string> describe, Action<string> note)
    {
        List<Setting> options = [];
        foreach ((string variable, string option) in s_options)
        {
            if (getVariable(variable) is { } value)
            {
                options.Add(new Setting(option, value, describe(variable)));
            }
        }

        List<Setting> settings = LibpqOptions.Translate(options, note);
        if (getVariable("PGTZ") is { } zone)
        {
            settings.Add(new Setting("Timezone", zone, describe("PGTZ")));
        }

        return settings;
    }
}
