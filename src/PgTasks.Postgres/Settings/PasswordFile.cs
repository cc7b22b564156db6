using System.Globalization;
using System.Text;

namespace PgTasks.Postgres.Settings;

/// <summary>libpq's password file: lines of host:port:database:user:password, of which the first that fits counts.</summary>
/// <remarks>https://www.postgresql.org/docs/current/libpq-pgpass.html</remarks>
internal sealed class PasswordFile
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly string _path;

    private PasswordFile(string path) => _path = path;

    /// <summary>The file, or null where there is none or others could read it: libpq ignores that, too.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="warn">Takes why it is ignored.</param>
    public static PasswordFile? Open(string path, Action<string> warn)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
        {
            warn($"The password file '{path}' is ignored, as others may read or change it: chmod 600 '{path}'.");
            return null;
        }

        return new PasswordFile(path);
    }

    /// <summary>The password for a role at a server, or null. The file is read each time: its passwords may change.</summary>
    public string? Find(HostEntry host, string database, string user, ClientEnvironment environment)
    {
        string[] wanted =
        [
            environment.SocketDirectories.Contains(host.KnownAs) ? "localhost" : host.KnownAs,
            host.Port.ToString(CultureInfo.InvariantCulture),
            database,
            user,
        ];
        foreach (string line in ReadLines())
        {
            int at = 0;
            if (!line.StartsWith('#') && Array.TrueForAll(wanted, word => TryMatch(line, ref at, word)))
            {
                return ReadPassword(line, at);
            }
        }

        return null;
    }

    /// <summary>A pipe has no length, and nobody may ever write to it.</summary>
    private IEnumerable<string> ReadLines()
    {
        try
        {
            return new FileInfo(_path).Length == 0 ? [] : File.ReadAllLines(_path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Whether the field that begins there is the word, or a star; goes on to the next field.</summary>
    private static bool TryMatch(string line, ref int at, string word)
    {
        if (line.AsSpan(at).StartsWith("*:", StringComparison.Ordinal))
        {
            at += 2;
            return true;
        }

        foreach (char letter in word)
        {
            at += at < line.Length && line[at] == '\\' ? 1 : 0;
            if (at >= line.Length || line[at++] != letter)
            {
                return false;
            }
        }

        return at < line.Length && line[at++] == ':';
    }

    private static string ReadPassword(string line, int at)
    {
        StringBuilder password = new();
        for (; at < line.Length && line[at] != ':'; at++)
        {
            at += line[at] == '\\' && at + 1 < line.Length ? 1 : 0;
            password.Append(line[at]);
        }

        return password.ToString();
    }
}
