using System.Globalization;

namespace PgTasks.Postgres.Settings;

/// <summary>A server to try.</summary>
/// <param name="Target">What to connect to: a name, an address or a socket's directory.</param>
/// <param name="Port">Its port.</param>
/// <param name="Name">The name it was given, which may stand beside an address; empty: none.</param>
internal sealed record HostEntry(string Target, int Port, string Name)
{
    /// <summary>What the password file, and an error, call it.</summary>
    public string KnownAs => Name.Length > 0 ? Name : Target;

    /// <summary>As it stands among others in Npgsql's Host.</summary>
    public override string ToString() =>
        Target.Contains(':', StringComparison.Ordinal) && !Target.StartsWith('/') ? $"[{Target}]:{Port}" : $"{Target}:{Port}";
}

/// <summary>The servers to try, from lists of hosts, addresses and ports; who said so.</summary>
internal sealed record HostList(IReadOnlyList<HostEntry> Entries, string HostSource, string PortSource)
{
    private const int DefaultPort = 5432;

    /// <summary>Takes the hosts, the addresses and the ports out of the settings, with defaults for what is missing.</summary>
    /// <exception cref="PgTaskException">InvalidConnectionString.</exception>
    public static HostList Take(SettingStack settings, ClientEnvironment environment)
    {
        (Setting? host, Setting? address, Setting? port) =
            (settings.Take("Host"), settings.Take(Setting.HostAddress), settings.Take("Port"));
        (string[] names, string[] addresses, string[] ports) = (SplitList(host), SplitList(address), SplitList(port));
        string source = (address ?? host)?.Source ?? "default";
        int count = Math.Max(1, addresses.Length > 0 ? addresses.Length : names.Length);
        if (addresses.Length > 0 && names.Length > 0 && names.Length != addresses.Length)
        {
            throw SettingErrors.InvalidConnectionString(
                $"There are {names.Length} hosts ({host!.Source}) for {addresses.Length} addresses ({address!.Source}).");
        }

        if (ports.Length > 1 && ports.Length != count)
        {
            throw SettingErrors.InvalidConnectionString(
                $"There are {ports.Length} ports ({port!.Source}) for {count} hosts ({source}).");
        }

        List<HostEntry> entries = [];
        for (int i = 0; i < count; i++)
        {
            int number = ParsePort(ports.Length == 0 ? "" : ports[ports.Length == 1 ? 0 : i], port);
            string name = names.Length == 0 ? "" : names[i];
            string target = addresses.Length > 0 && addresses[i].Length > 0 ? addresses[i] : name;
            entries.Add(new HostEntry(target.Length > 0 ? target : environment.GetDefaultHost(number), number, name));
        }

        return new HostList(entries, source, port is { Value.Length: > 0 } ? port.Source : "default");
    }

    /// <summary>Parts host:port,host:port, which is Npgsql's, into hosts and ports.</summary>
    /// <exception cref="PgTaskException">InvalidConnectionString.</exception>
    public static List<Setting> Separate(List<Setting> settings, string source)
    {
        int index = settings.FindLastIndex(setting => setting.Name == "Host");
        string[] entries = index < 0 ? [] : settings[index].Value.Split(',', StringSplitOptions.TrimEntries);
        if (entries is [] || (entries is [var only] && IsSocket(only)))
        {
            return settings;
        }

        if (entries.Any(entry => !IsSocket(entry) && entry.AsSpan().IndexOfAny('=', ' ', '/') >= 0))
        {
            throw SettingErrors.InvalidSetting("Host", source, "names or addresses between commas");
        }

        (string Host, string Port)[] pairs = [.. entries.Select(SplitEntry)];
        settings[index] = settings[index] with { Value = string.Join(',', pairs.Select(pair => pair.Host)) };
        if (pairs.Any(pair => pair.Port.Length > 0))
        {
            Setting? common = settings.FindLast(setting => setting.Name == "Port");
            settings.Add(new Setting("Port", string.Join(
                ',', pairs.Select(pair => pair.Port.Length > 0 ? pair.Port : common?.Value ?? "")), source));
        }

        return settings;
    }

    /// <summary>The entry that Npgsql connects to.</summary>
    public HostEntry Find(string target, int port) =>
        Entries.FirstOrDefault(entry => entry.Target == target.Trim('[', ']') && entry.Port == port) ?? new HostEntry(target, port, "");

    /// <summary>Whether each is a socket on this machine.</summary>
    public bool AreSockets => Entries.All(entry => IsSocket(entry.Target));

    /// <summary>As an error says it.</summary>
    public override string ToString() => string.Join(", ", Entries);

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

    private static bool IsSocket(string host) => host.StartsWith('@') || Path.IsPathRooted(host);

    private static (string Host, string Port) SplitEntry(string entry)
    {
        // A colon before the last one makes it an IPv6 address, unless brackets stand around that.
        int colon = entry.LastIndexOf(':');
        bool hasPort = colon > entry.LastIndexOf(']')
            && (entry.StartsWith('[') || entry.IndexOf(':', StringComparison.Ordinal) == colon);
        return ((hasPort ? entry[..colon] : entry).Trim('[', ']'), hasPort ? entry[(colon + 1)..] : "");
    }

    private static string[] SplitList(Setting? list) => list is { Value.Length: > 0 } ? list.Value.Split(',') : [];

    private static int ParsePort(string text, Setting? port) =>
        text.Length == 0 ? DefaultPort
            : int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number)
                && number is > 0 and <= 65535 ? number
            : throw SettingErrors.InvalidSetting("Port", port!.Source, "a number from 1 to 65535");
}
