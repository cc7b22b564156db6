using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PgTasks.Postgres.LocalServer;

/// <summary>What lies where in a private server's directory.</summary>
/// <remarks>
/// The starter's own files lie at the top: pgtasks.lock, which also marks the directory as ours, the configuration and
/// server.json. PostgreSQL's lie in data/, its socket in run/; these two belong to the account that runs it.
/// </remarks>
internal sealed class ServerDirectory(string path)
{
    private const UnixFileMode ForAll =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>The absolute path.</summary>
    public string FullPath { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    /// <summary>PostgreSQL's data.</summary>
    public string Data => In("data");

    /// <summary>The same until they are complete.</summary>
    public string NewData => In("data.new");

    /// <summary>What the server writes while it runs.</summary>
    public string Log => Path.Combine(Data, "server.log");

    /// <summary>Where the postmaster says that it lives.</summary>
    public string PidFile => Path.Combine(Data, "postmaster.pid");

    /// <summary>The role's password, where the system lets no account vouch for it.</summary>
    public string PasswordFile => In("password");

    /// <summary>Locked while somebody starts or stops the server.</summary>
    public string LockFile => In("pgtasks.lock");

    /// <summary>Locked while the process lives that an ephemeral server ends with.</summary>
    public string AliveFile => In("alive.lock");

    /// <summary>Whether there are data.</summary>
    public bool HoldsServer => File.Exists(Path.Combine(Data, "PG_VERSION"));

    /// <summary>Sixteen hexadecimal digits that stand for the path where the path itself is too long.</summary>
    public string ShortName =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(FullPath)))[..16].ToLowerInvariant();

    /// <summary>Whether the disk is full, asked of the disk and not of the words of a message.</summary>
    public bool LacksSpace(long bytes) => new DriveInfo(FullPath).AvailableFreeSpace < bytes;

    /// <summary>A path in it.</summary>
    public string In(string name) => Path.Combine(FullPath, name);

    /// <summary>The major version that made the data; null when there are none yet.</summary>
    public async Task<int?> ReadMajorAsync(CancellationToken stop) => HoldsServer
        ? ParseNumber(await File.ReadAllTextAsync(Path.Combine(Data, "PG_VERSION"), stop))
        : null;

    /// <summary>The process id in postmaster.pid, whether or not that process still lives.</summary>
    public async Task<int?> ReadProcessAsync(CancellationToken stop)
    {
        try
        {
            string text = await File.ReadAllTextAsync(PidFile, stop);
            return ParseNumber(text.Split('\n')[0]) is { } id ? Math.Abs(id) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The role's password, or null where it needs none.</summary>
    public async Task<string?> ReadPasswordAsync(CancellationToken stop) =>
        File.Exists(PasswordFile) ? await File.ReadAllTextAsync(PasswordFile, stop) : null;

    /// <summary>A file that its readers never see half-written and the server's account can read.</summary>
    public async Task WriteAsync(string name, string text, CancellationToken stop)
    {
        string draft = In(name + ".new");
        File.Delete(draft);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = ForAll;
        }

        await using (StreamWriter writer = new(draft, options))
        {
            await writer.WriteAsync(text.AsMemory(), stop);
        }

        if (!OperatingSystem.IsWindows())
        {
            // Whatever the umask.
            File.SetUnixFileMode(draft, ForAll);
        }

        File.Move(draft, In(name), overwrite: true);
    }

    private static int? ParseNumber(string text) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? number : null;
}
