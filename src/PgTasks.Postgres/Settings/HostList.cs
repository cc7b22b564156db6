using System.Globalization;

namespace PgTasks.Postgres.Settings;

/// <summary>The servers to try: libpq's lists of hosts, addresses and ports, and Npgsql's host:port,host:port.</summary>
internal static class HostList
{
    private const int DefaultPort = 5432;

    /// <summary>Parts Npgsql's Host into hosts and ports, as libpq's keywords have them.</summary>
    /// <exception cref="PgTaskException">InvalidConnectionString.</exception>
    public static List<Setting> Separate(List<Setting> settings, string source)
    {
        int index = settings.FindLastIndex(setting => setting.Name == "Host");
        if (index < 0)
        {
            return settings;
        }

        Setting host = settings[index];
        string[] entries = host.Value.Split(',', StringSplitOptions.TrimEntries);
        if (entries is [var only] && IsSocket(only))
        {
            return settings;
        }

        if (entries.Any(entry => !IsSocket(entry) && entry.AsSpan().IndexOfAny('=', ' ', '/') >= 0))
        {
            throw StoreErrors.InvalidSetting("Host", host.Source, "names or addresses between commas");
        }

        (string Host, string Port)[] pairs = [.. entries.Select(Split)];
        settings[index] = host with { Value = string.Join(',', pairs.Select(pair => pair.Host)) };
        if (pairs.Any(pair => pair.Port.Length > 0))
        {
            string common = settings.FindLast(setting => setting.Name == "Port")?.Value ?? "";
            settings.Add(new Setting(
                "Port", string.Join(',', pairs.Select(pair => pair.Port.Length > 0 ? pair.Port : common)), host.Source));
        }

        return settings;
    }

    /// <summary>The hosts in Npgsql's form, with defaults for what is missing.</summary>
    /// <exception cref="PgTaskException">InvalidConnectionString.</exception>
    public static HostSettings Combine(Setting? host, Setting? address, Setting? port, Surroundings surroundings)
    {
        string[] names = Split(host);
        string[] addresses = Split(address);
        string[] ports = Split(port);
        int count = Math.Max(1, addresses.Length > 0 ? addresses.Length : names.Length);
        if (addresses.Length > 0 && names.Length > 0 && names.Length != addresses.Length)
        {
            throw StoreErrors.InvalidConnectionString(
                $"There are {names.Length} hosts ({host!.Source}) for {addresses.Length} addresses ({address!.Source}).");
        }

        if (ports.Length > 1 && ports.Length != count)
        {
            throw StoreErrors.InvalidConnectionString(
                $"There are {ports.Length} ports ({port!.Source}) for {count} hosts ({(address ?? host)?.Source ?? "default"}).");
        }

        List<HostEntry> entries = [];
        for (int i = 0; i < count; i++)
        {
            int number = ParsePort(ports.Length == 0 ? "" : ports[ports.Length == 1 ? 0 : i], port);
            string name = names.Length == 0 ? "" : names[i];
            string target = addresses.Length > 0 && addresses[i].Length > 0 ? addresses[i] : name;
            entries.Add(new HostEntry(
                target.Length > 0 ? target : surroundings.GetDefaultHost(number), number, name));
        }

        string source = (address ?? host)?.Source ?? "default";
        return new HostSettings(entries, source, port is { Value.Length: > 0 } ? port.Source : "default");
    }

    private static bool IsSocket(string host) => host.StartsWith('@') || Path.IsPathRooted(host);

    private static (string Host, string Port) Split(string entry)
    {
        // A colon before the last one makes it an IPv6 address, unless brackets stand around that.
        int colon = entry.LastIndexOf(':');
        bool hasPort = colon > entry.LastIndexOf(']') && (entry.StartsWith('[') || entry.IndexOf(':', StringComparison.Ordinal) == colon);
        string host = hasPort ? entry[..colon] : entry;
        return (host.Trim('[', ']'), hasPort ? entry[(colon + 1)..] : "");
    }

    private static string[] Split(Setting? list) => list is { Value.Length: > 0 } ? list.Value.Split(',') : [];

    private static int ParsePort(string text, Setting? port) =>
        text.Length == 0 ? DefaultPort
            : int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number)
                && number is > 0 and <= 65535 ? number
            : throw StoreErrors.InvalidSetting("Port", port!.Source, "a number from 1 to 65535");
}
