using System.Globalization;

namespace PgTasks.Postgres.Settings;

/// <summary>The servers to try, and which sources said so.</summary>
internal sealed record HostSettings(IReadOnlyList<HostEntry> Entries, string HostSource, string PortSource)
{
    /// <summary>The same as Npgsql's settings: the port is apart where there is one host, as a path may hold a colon.</summary>
    public Setting[] ToSettings() => Entries is [HostEntry only]
        ?
        [
            new Setting("Host", only.Target, HostSource),
            new Setting("Port", only.Port.ToString(CultureInfo.InvariantCulture), PortSource),
        ]
        : [new Setting("Host", string.Join(',', Entries), HostSource)];

    /// <summary>The name to expect in the certificate of a server that is reached by its address.</summary>
    public Dictionary<string, string> GetCertificateNames() => Entries
        .Where(entry => entry.Name.Length > 0 && entry.Name != entry.Target)
        .DistinctBy(entry => entry.Target)
        .ToDictionary(entry => entry.Target, entry => entry.Name, StringComparer.Ordinal);
}
