using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PgTasks.Postgres.Settings;

/// <summary>The client's certificate and its key, which nobody else may read.</summary>
internal static class ClientCertificate
{
    // Root's key may be readable by a group that root trusts.
    private const UnixFileMode Others = UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Checks the files that a connection by TLS would use.</summary>
    /// <exception cref="PgTaskException">CertificateNotUsable.</exception>
    public static void Check(SettingStack settings, ClientEnvironment environment)
    {
        Setting? certificate = FindFile(settings, "SSL Certificate", environment, "postgresql.crt");
        if (certificate is null || !File.Exists(certificate.Value))
        {
            // As in libpq, the server will say whether it wants one.
            settings.Take("SSL Certificate");
            settings.Take("SSL Key");
            return;
        }

        bool packed = Path.GetExtension(certificate.Value).Equals(".pfx", StringComparison.OrdinalIgnoreCase);
        Setting key = (packed ? null : FindFile(settings, "SSL Key", environment, "postgresql.key")) ?? certificate;
        // A pipe is empty, too, and would be waited for.
        if (!File.Exists(key.Value) || new FileInfo(key.Value).Length == 0)
        {
            throw SettingErrors.CertificateNotUsable(key.Value, key.Source, "it does not exist, or is empty.");
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(key.Value) & Others) != 0)
        {
            throw SettingErrors.CertificateNotUsable(
                key.Value, key.Source, $"it holds a private key, and others may read or change it: chmod 600 '{key.Value}'.");
        }

        try
        {
            Load(certificate.Value, key.Value, settings.FindFilled("SSL Password")?.Value, packed).Dispose();
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw SettingErrors.CertificateNotUsable(certificate.Value, certificate.Source, exception.Message, exception);
        }
    }

    private static X509Certificate2 Load(string path, string key, string? password, bool packed) =>
        packed ? X509CertificateLoader.LoadPkcs12FromFile(path, password)
            : password is null ? X509Certificate2.CreateFromPemFile(path, key)
            : X509Certificate2.CreateFromEncryptedPemFile(path, password, key);

    private static Setting? FindFile(
        SettingStack settings, string name, ClientEnvironment environment, string file) =>
        settings.FindFilled(name)
        ?? (environment.FindHomeFile(Path.Combine(".postgresql", file), file) is { } path
            ? new Setting(name, path, "default")
            : null);
}
