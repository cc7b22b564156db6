using System.Globalization;
using System.Text.RegularExpressions;

namespace PgTasks.Postgres.Settings;

/// <summary>The settings that the caller said as parameters.</summary>
internal static partial class RequestedSettings
{
    /// <summary>The single parameters, under Npgsql's keywords.</summary>
    public static List<Setting> Read(ConnectionRequest request)
    {
        List<Setting> settings = [];
        Add("Host", "-HostName", request.HostName);
        settings = HostList.Separate(settings, "-HostName");
        Add("Port", "-Port", request.Port);
        Add("Database", "-Database", ConnectionText.IsOne(request.Database ?? "") ? null : request.Database);
        Add("Username", "-Credential", request.Credential?.UserName);
        Add("Username", "-UserName", request.UserName);
        Add("Password", "-Credential", request.Credential is { Password.Length: > 0 } credential ? credential.Password : null);
        Add(Setting.Service, "-Service", request.Service);
        Add("SSL Mode", "-SslMode", request.SslMode);
        Add("Root Certificate", "-RootCertificate", request.RootCertificate);
        Add("Minimum Pool Size", "-MinPoolSize", request.MinPoolSize);
        Add("Maximum Pool Size", "-MaxPoolSize", request.MaxPoolSize);
        Add("Connection Idle Lifetime", "-ConnectionIdleLifetime", request.ConnectionIdleLifetime);
        Add("Connection Lifetime", "-ConnectionLifetime", request.ConnectionLifetime);
        Add("Keepalive", "-Keepalive", request.Keepalive);
        Add("Timeout", "-ConnectTimeout", request.ConnectTimeout);
        Add("Command Timeout", "-CommandTimeout", request.CommandTimeout);
        Add("Application Name", "-ApplicationName", request.ApplicationName);
        Add("Load Balance Hosts", "-LoadBalanceHosts", request.LoadBalanceHosts);
        Add("Target Session Attributes", "-TargetSessionAttribute", request.TargetSessionAttribute is { } attribute
            ? Hump().Replace(attribute, "-").ToLowerInvariant()
            : null);
        return settings;

        void Add(string name, string parameter, object? value)
        {
            if (Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text)
            {
                settings.Add(new Setting(name, text, parameter));
            }
        }
    }

    /// <summary>The settings of the connection string among the parameters, if there is one.</summary>
    /// <exception cref="PgTaskException">InvalidConnectionString, UnknownSetting or UnsupportedSetting.</exception>
    public static List<Setting> ReadText(ConnectionRequest request, Action<string> note) =>
        request.Uri is { } uri ? LibpqOptions.Translate(ConnectionUri.Parse(uri.Trim(), "-Uri"), note)
            : request.ConnectionString is { } text ? ConnectionText.Parse(text, "-ConnectionString", note)
            : request.Database is { } database && ConnectionText.IsOne(database)
                ? ConnectionText.Parse(database, "-Database", note)
            : [];

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex Hump();
}
