using System.Collections.Concurrent;
using System.Diagnostics;

namespace PgTasks.Postgres.LocalServer;

/// <summary>
/// Holds a server and its directory as long as this process lives. On Unix a shell waits at the other end of a pipe
/// and cleans up when it closes, however the process ended; on Windows the process does so as it exits. What both
/// miss, a lost machine say, the next ephemeral start takes away.
/// </summary>
internal sealed class EphemeralLease
{
    private const string Prefix = "pgtasks-";
    private const string AliveFile = "alive.lock";
    private const string Shell = "/bin/sh";
    private const string SetSid = "/usr/bin/setsid";

    // setsid and the trap: neither Ctrl+C nor a kill of the whole process group may end the one who cleans up.
    private const string Caretaker = """
        exec >/dev/null 2>&1
        trap '' HUP INT QUIT TERM
        read -r _
        cd "$2" && "$1" stop -s -m immediate
        cd / && rm -rf "$2" || { sleep 1; rm -rf "$2"; }
        case "$3" in /tmp/pgtasks-*) rm -rf "$3" ;; esac
        """;

    private static readonly ConcurrentDictionary<string, EphemeralLease> s_held = new(StringComparer.Ordinal);

    private readonly ServerDirectory _directory;
    private readonly PostgresInstallation _installation;
    private readonly ServerAccount _account;
    private readonly FileStream _alive;
    private readonly Process? _caretaker;

    private EphemeralLease(ServerDirectory directory, PostgresInstallation installation, ServerAccount account)
    {
        _directory = directory;
        _installation = installation;
        _account = account;
        _alive = new FileStream(directory.In(AliveFile), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        if (OperatingSystem.IsWindows())
        {
            AppDomain.CurrentDomain.ProcessExit += (_, _) => ReleaseAsync().Wait();
        }
        else
        {
            _caretaker = ServerAccount.Launch(account.Program(
                File.Exists(SetSid) ? SetSid : Shell,
                [
                    .. File.Exists(SetSid) ? (string[])[Shell] : [],
                    "-c", Caretaker, "sh",
                    installation.Program("pg_ctl"), directory.FullPath, SocketDirectory.PathFor(directory, account),
                ],
                "/",
                directory.Data));
        }

        s_held[directory.FullPath] = this;
    }

    /// <summary>The directories this process holds.</summary>
    public static IEnumerable<string> Held => s_held.Keys;

    /// <summary>Makes the directory, or takes an empty one, and removes it when this process ends.</summary>
    public static async Task<ServerDirectory> TakeAsync(
        string? dataDirectory, PostgresInstallation installation, ServerAccount account, CancellationToken stop)
    {
        if (dataDirectory is null)
        {
            await SweepAsync(account, stop);
            dataDirectory = await MakeTemporaryAsync(account, stop);
        }
        else if (Directory.Exists(dataDirectory) && Directory.EnumerateFileSystemEntries(dataDirectory).Any())
        {
            throw ServerErrors.DataDirectoryNotUsable(
                dataDirectory, "it is not empty, and an ephemeral server's directory is removed with it.");
        }

        ServerDirectory directory = new(dataDirectory);
        if (account.RunAs is not null)
        {
            await SocketDirectory.ForAsync(account, directory.FullPath, stop);
        }

        // Marked as ours before anything else is in it.
        await (await directory.LockAsync(account, _ => { }, stop)).DisposeAsync();
        _ = new EphemeralLease(directory, installation, account);
        return directory;
    }

    /// <summary>Ends the server and removes its directory, if this process holds it.</summary>
    public static async Task<bool> ReleaseAsync(ServerDirectory directory)
    {
        if (!s_held.TryGetValue(directory.FullPath, out EphemeralLease? lease))
        {
            return false;
        }

        await lease.ReleaseAsync();
        return true;
    }

    private async Task ReleaseAsync()
    {
        if (!s_held.TryRemove(new(_directory.FullPath, this)))
        {
            return;
        }

        await _alive.DisposeAsync();
        if (_caretaker is null)
        {
            await RemoveAsync(_directory, _installation, _account);
            return;
        }

        _caretaker.StandardInput.Close();
        await _caretaker.WaitForExitAsync();
        _caretaker.Dispose();
        if (Directory.Exists(_directory.FullPath) && !Directory.EnumerateFileSystemEntries(_directory.FullPath).Any())
        {
            // The caretaker of root's server may not remove a directory from where root put it.
            Directory.Delete(_directory.FullPath);
        }
    }

    private static async Task<string> MakeTemporaryAsync(ServerAccount account, CancellationToken stop)
    {
        if (OperatingSystem.IsWindows())
        {
            string path = Path.Combine(Path.GetTempPath(), Prefix + Path.GetRandomFileName());
            WindowsAccess.CreateForOwnerAlone(path);
            return path;
        }

        string template = Path.Combine(Path.GetTempPath(), Prefix + "XXXXXXXXXX");
        ProgramResult result = await account.ShellAsync("""mktemp -d "$1" """, [template], "/", stop);
        return result.ExitCode == 0 ? result.Output.TrimEnd('\n') : throw ServerErrors.DataDirectoryNotUsable(
            Path.GetTempPath(),
            result.Errors.Trim(),
            $"Set TMPDIR to a directory that the account '{account.Owner}' can write to.");
    }

    /// <summary>Removes the servers of processes that took their caretaker with them.</summary>
    private static async Task SweepAsync(ServerAccount account, CancellationToken stop)
    {
        foreach (string path in await LeftoversAsync(account, stop))
        {
            ServerDirectory directory = new(path);
            try
            {
                await using FileStream alive = new(
                    directory.In(AliveFile), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Its process lives, or it is only being made, or another process sweeps.
                continue;
            }

            string bin = ServerRecord.Read(directory)?.BinDirectory ?? "";
            await RemoveAsync(directory, new PostgresInstallation(bin, ""), account);
        }
    }

    private static async Task<string[]> LeftoversAsync(ServerAccount account, CancellationToken stop)
    {
        if (OperatingSystem.IsWindows())
        {
            return Directory.GetDirectories(Path.GetTempPath(), Prefix + "*");
        }

        // Only directories of the server's own account: anyone may put one of that name into /tmp.
        ProgramResult found = await account.ShellAsync(
            """find "$1" -maxdepth 1 -type d -user "$2" -name 'pgtasks-??????????'""",
            [Path.TrimEndingDirectorySeparator(Path.GetTempPath()), account.Owner],
            "/",
            stop);
        return found.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static async Task RemoveAsync(
        ServerDirectory directory, PostgresInstallation installation, ServerAccount account)
    {
        try
        {
            if (await CrashRemains.LivesAsync(directory, account, CancellationToken.None))
            {
                await account.RunAsync(
                    installation.Program("pg_ctl"),
                    ["stop", "-s", "-m", "immediate"],
                    directory.FullPath,
                    directory.Data,
                    CancellationToken.None);
            }

            Directory.Delete(directory.FullPath, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PgTaskException)
        {
            // The next ephemeral start tries again.
        }
    }
}
