namespace PgTasks.Postgres.Settings;

/// <summary>What libpq makes of sslmode and sslrootcert together, and Npgsql does not.</summary>
internal static class TransportSecurity
{
    private const string RootCertificate = "Root Certificate";
    private const string Mode = "SSL Mode";

    /// <summary>
    /// Settles the mode: a root certificate turns Require into VerifyCA; sslrootcert=system means VerifyFull.
    /// </summary>
    /// <returns>Whether the system's own root certificates shall be the trusted ones.</returns>
    /// <exception cref="PgTaskException">InvalidConnectionString.</exception>
    public static bool Complete(SettingStack settings, ClientEnvironment environment)
    {
        Setting? root = settings.FindFilled(RootCertificate);
        if (root is { Value: "system" })
        {
            settings.Take(RootCertificate);
            Setting mode = settings.FindFilled(Mode) ?? root with { Name = Mode, Value = "VerifyFull" };
            settings.Replace(mode);
            return Is(mode, "VerifyFull")
                ? true
                : throw SettingErrors.InvalidSetting(Mode, mode.Source, "verify-full, as sslrootcert is system");
        }

        if (settings.FindFilled(Mode) is { } asked)
        {
            // https://www.postgresql.org/docs/current/libpq-ssl.html: so does libpq, for backward compatibility.
            if (Is(asked, "Require")
                && (root is not null || environment.FindHomeFile(".postgresql/root.crt", "root.crt") is not null))
            {
                asked = asked with { Value = "VerifyCA" };
                settings.Replace(asked);
            }

            if (root is { } given && (Is(asked, "VerifyCA") || Is(asked, "VerifyFull")) && !File.Exists(given.Value))
            {
                throw SettingErrors.InvalidSetting(RootCertificate, given.Source, "the path of a file that exists");
            }
        }

        return false;
    }

    private static bool Is(Setting mode, string value) => mode.Value.Equals(value, StringComparison.OrdinalIgnoreCase);
}
