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
    /// <exception cref="PgTaskException">InvalidConnectionString or CertificateNotUsable.</exception>
    public static bool Complete(SettingStack settings, bool areSockets, ClientEnvironment environment)
    {
        BindChannel(settings);
        if (areSockets)
        {
            // libpq pays sslmode no heed on a socket, and the server has no TLS there.
            settings.Replace(new Setting(Mode, "Disable", settings.FindFilled(Mode)?.Source ?? "default"));
            settings.Take(RootCertificate);
            return false;
        }

        if (settings.FindFilled(Mode) is not { } said || !Is(said, "Disable"))
        {
            ClientCertificate.Check(settings, environment);
        }

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

    /// <summary>
    /// Only SCRAM binds the channel. Npgsql would let a server ask for the password itself, or for none, all the same.
    /// </summary>
    private static void BindChannel(SettingStack settings)
    {
        const string Scram = "ScramSHA256";
        if (settings.FindFilled("Channel Binding") is not { } binding || !Is(binding, "Require"))
        {
            return;
        }

        if (settings.FindFilled("Require Auth") is { } methods)
        {
            string[] listed = methods.Value.Split(',', StringSplitOptions.TrimEntries);
            bool excludes = listed[0].StartsWith('!');
            if (listed.Contains(excludes ? "!" + Scram : Scram, StringComparer.OrdinalIgnoreCase) == excludes)
            {
                throw SettingErrors.InvalidSetting(
                    methods.Name, methods.Source, "scram-sha-256, as channel_binding is require");
            }
        }

        settings.Replace(binding with { Name = "Require Auth", Value = Scram });
    }

    private static bool Is(Setting mode, string value) => mode.Value.Equals(value, StringComparison.OrdinalIgnoreCase);
}
