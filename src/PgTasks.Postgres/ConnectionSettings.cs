using Npgsql;

namespace PgTasks.Postgres;

/// <summary>Turns what the caller said into Npgsql's connection string.</summary>
internal static class ConnectionSettings
{
    /// <summary>The settings in Npgsql's form.</summary>
    /// <exception cref="PgTaskException">InvalidConnectionString.</exception>
    public static NpgsqlConnectionStringBuilder Resolve(ConnectionRequest request)
    {
        NpgsqlConnectionStringBuilder settings = Parse(request.ConnectionString);
        settings.Host = request.HostName ?? settings.Host ?? "localhost";
        settings.Port = request.Port ?? settings.Port;
        settings.Database = request.Database ?? settings.Database;
        settings.Username = request.UserName ?? request.Credential?.UserName ?? settings.Username;
        settings.Password = request.Credential?.Password ?? settings.Password;
        settings.RootCertificate = request.RootCertificate ?? settings.RootCertificate;
        settings.MinPoolSize = request.MinPoolSize ?? settings.MinPoolSize;
        settings.MaxPoolSize = request.MaxPoolSize ?? Math.Max(settings.MaxPoolSize, settings.MinPoolSize);
        settings.Timeout = request.ConnectTimeout ?? settings.Timeout;
        settings.CommandTimeout = request.CommandTimeout ?? settings.CommandTimeout;
        settings.ApplicationName = request.ApplicationName ?? settings.ApplicationName ?? "PgTasks";
        if (request.SslMode is not null)
        {
            settings.SslMode = Enum.Parse<SslMode>(request.SslMode);
        }

        SetUnlessAsked(settings, "GSS Encryption Mode", GssEncryptionMode.Disable);
        SetUnlessAsked(settings, "Include Error Detail", true);
        return settings;
    }

    private static NpgsqlConnectionStringBuilder Parse(string? connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            throw StoreErrors.InvalidConnectionString(exception);
        }
    }

    private static void SetUnlessAsked(NpgsqlConnectionStringBuilder settings, string keyword, object value)
    {
        if (!settings.Keys.Cast<string>().Contains(keyword, StringComparer.OrdinalIgnoreCase))
        {
            settings[keyword] = value;
        }
    }
}
