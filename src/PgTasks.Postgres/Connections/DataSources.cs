using System.Security.Cryptography.X509Certificates;
using Npgsql;

namespace PgTasks.Postgres.Settings;

/// <summary>Builds the pool of connections: one server's, or that of several with failover between them.</summary>
internal static class DataSources
{
    /// <summary>The data source; its disposal closes the connections to every host.</summary>
    /// <param name="resolved">How to connect.</param>
    /// <param name="name">The pool's name in Npgsql's metrics.</param>
    /// <exception cref="PgTaskException">InvalidConnectionString: the settings do not go together.</exception>
    public static NpgsqlDataSource Create(ResolvedSettings resolved, string name)
    {
        NpgsqlDataSourceBuilder builder = new(resolved.Builder.ConnectionString) { Name = name };
        builder.ConnectionStringBuilder.ArrayNullabilityMode = ArrayNullabilityMode.PerInstance;
        // The store itself resets a connection where there is something to reset.
        builder.ConnectionStringBuilder.NoResetOnClose = true;
        // Npgsql refuses the attribute for a single host; its multi-host source takes it apart from the string.
        builder.ConnectionStringBuilder.TargetSessionAttributes = null;
        // Else a host that was away for a moment is taken for away for ten seconds more.
        builder.ConnectionStringBuilder.HostRecheckSeconds = 0;
        Dictionary<string, string> names = resolved.Hosts.GetCertificateNames();
        if (names.Count > 0)
        {
            builder.UseSslClientAuthenticationOptionsCallback(options => options.TargetHost =
                names.GetValueOrDefault(options.TargetHost ?? "", options.TargetHost ?? ""));
        }

        if (resolved.Builder.Password is null)
        {
            // Npgsql's own reading of the password file knows neither the name beside an address nor who may read it.
            builder.ConnectionStringBuilder.Passfile = null;
            string FindPassword(NpgsqlConnectionStringBuilder host) =>
                resolved.FindPassword(resolved.Hosts.Find(host.Host!, host.Port)) ?? throw StoreErrors.PasswordMissing(host.Username!);
            builder.UsePasswordProvider(FindPassword, (host, _) => new ValueTask<string>(FindPassword(host)));
        }

        if (resolved.TrustsSystem)
        {
            builder.UseRootCertificatesCallback(GetSystemRoots);
        }

        TargetSessionAttributes target = ParseTarget(resolved.Builder.TargetSessionAttributes);
        try
        {
            return target == TargetSessionAttributes.Any && !resolved.Builder.Host!.Contains(',', StringComparison.Ordinal)
                ? builder.Build()
                : builder.BuildMultiHost().WithTargetSession(target);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw SettingErrors.InvalidConnectionString(exception.Message);
        }
    }

    private static TargetSessionAttributes ParseTarget(string? attribute) => attribute is null
        ? TargetSessionAttributes.Any
        : Enum.Parse<TargetSessionAttributes>(attribute.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);

    private static X509Certificate2Collection GetSystemRoots()
    {
        using X509Store store = new(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
        return store.Certificates;
    }
}
