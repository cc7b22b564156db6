using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PgTasks.Postgres.LocalServer;

/// <summary>What lies where in a private server's directory, and whose it is.</summary>
/// <remarks>
/// The starter's own files lie at the top: pgtasks.lock, which also marks the directory as ours, the settings and
/// server.json. PostgreSQL's lie in data/, its socket in run/; these two belong to the account that runs it.
/// </remarks>
internal sealed class ServerDirectory(string path)
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OthersPass = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly string[] s_ownFiles =
        ["server.json", "server.conf", "pg_hba.conf", "pg_ident.conf", "password", "pgtasks.lock"];

    private bool _made;

    public string FullPath { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    public string Data => In("data");

    public string NewData => In("data.new");

    public string Log => Path.Combine(Data, "server.log");

    public string PidFile => Path.Combine(Data, "postmaster.pid");

    public string PasswordFile => In("password");

    public bool HoldsServer => File.Exists(Path.Combine(Data, "PG_VERSION"));

    /// <summary>Eight hexadecimal digits that stand for the path where the path itself is too long.</summary>
    public string ShortName =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(FullPath)))[..16].ToLowerInvariant();

    public string In(string name) => Path.Combine(FullPath, name);

    /// <summary>The major version that made the data; null when there are none yet.</summary>
    public int? Major => HoldsServer
        ? int.Parse(File.ReadAllText(Path.Combine(Data, "PG_VERSION")).Trim(), CultureInfo.InvariantCulture)
        : null;

    /// <summary>The process id in postmaster.pid, whether or not that process still lives.</summary>
    public int? RecordedProcess()
    {
        try
        {
            string? first = File.ReadLines(PidFile).FirstOrDefault();
            return int.TryParse(first, CultureInfo.InvariantCulture, out int id) ? Math.Abs(id) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// Makes the directory, or takes an empty one or one of ours, and waits until no other process starts or stops the
    /// server in it. Refuses a directory with anything else in it, untouched.
    /// </summary>
    /// <returns>The lock; disposing it lets the next one in.</returns>
    public async Task<FileStream> LockAsync(ServerAccount account, Action<string> onProgress, CancellationToken stop)
    {
        string file = In("pgtasks.lock");
        for (bool waiting = false; ; waiting = true)
        {
            stop.ThrowIfCancellationRequested();
            if (!File.Exists(file) && Directory.Exists(FullPath)
                && Directory.EnumerateFileSystemEntries(FullPath).Any() && !File.Exists(file))
            {
                throw ServerErrors.DataDirectoryNotUsable(
                    FullPath, "it holds other files.", "Name an empty directory, or one that does not exist yet.");
            }

            try
            {
                Make(account);
                FileStream held = new(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                if (File.Exists(file))
                {
                    return held;
                }

                // Its holder failed, took its new directory away and let go of a file that no longer has a name.
                await held.DisposeAsync();
            }
            catch (IOException e) when (IsHeld(e))
            {
                if (!waiting)
                {
                    onProgress("Waiting for another process that starts or stops this server");
                }

                await Task.Delay(TimeSpan.FromMilliseconds(20), stop);
            }
        }
    }

    /// <summary>After a first start that failed: takes away what it made, unless a server is in it.</summary>
    public void RemoveUnused()
    {
        try
        {
            if (!HoldsServer && Directory.Exists(FullPath))
            {
                RemoveOwn();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What stays is ours still, so the next start goes on from there. The first failure is the one to tell.
        }
    }

    /// <summary>A file that its readers never see half-written and the server's account can read.</summary>
    public void Write(string name, string text)
    {
        string draft = In(name + ".new");
        File.WriteAllText(draft, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                draft,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        File.Move(draft, In(name), overwrite: true);
    }

    private void RemoveOwn()
    {

        foreach (string name in s_ownFiles)
        {
            File.Delete(In(name));
        }

        foreach (string name in (string[])["data.new", "run"])
        {
            if (Directory.Exists(In(name)))
            {
                Directory.Delete(In(name), recursive: true);
            }
        }

        if (_made && !Directory.EnumerateFileSystemEntries(FullPath).Any())
        {
            Directory.Delete(FullPath);
        }
    }

    private void Make(ServerAccount account)
    {
        if (Directory.Exists(FullPath))
        {
            return;
        }

        _made = true;
        if (OperatingSystem.IsWindows())
        {
            WindowsAccess.CreateForOwnerAlone(FullPath);
            return;
        }

        Stack<string> missing = [];
        for (string? path = FullPath; path is not null && !Directory.Exists(path); path = Path.GetDirectoryName(path))
        {
            missing.Push(path);
        }

        foreach (string path in missing)
        {
            // Root's own directories must let the server's account pass, whatever the umask.
            Directory.CreateDirectory(path, Owner);
            File.SetUnixFileMode(path, account.RunAs is null ? Owner : Owner | OthersPass);
        }
    }

    // EWOULDBLOCK on Linux and on macOS, ERROR_SHARING_VIOLATION on Windows.
    private static bool IsHeld(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);
}
