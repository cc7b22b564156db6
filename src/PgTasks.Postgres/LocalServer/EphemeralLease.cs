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
    private const string Shell = "/bin/sh";
    private const string SetSid = "/usr/bin/setsid";

    // setsid and the trap: neither Ctrl+C nor a kill of the whole process group may end the one who cleans up.
    private const string Wait = """
        exec >/dev/null 2>&1
        trap '' HUP INT QUIT TERM
        read -r _
        cd "$1" || exit

        """;

    // The server's account ends it and empties what is its own, ...
    private const string EndServer = Wait + """
        "$2" stop -s -m immediate
        for each in data data.new run; do
          [ ! -d "$each" ] || find "$each" ! -path "$each" -prune -exec rm -rf {} + || { sleep 1; rm -rf "$each"; }
        done
        case "$3" in /tmp/pgtasks-*) rm -rf "$3" ;; esac

        """;

    // ... and who made the directory takes it away: root too never goes into what is another's.
    private const string RemoveDirectory = """
        tries=0
        for each in data data.new run; do
          while [ -d "$each" ] && ! rmdir "$each" && [ "$tries" -lt 100 ]; do
            sleep 0.1
            tries=$((tries + 1))
          done
        done
        rm -f ./*
        cd / && rmdir "$1"
        """;

    private static readonly ConcurrentDictionary<string, EphemeralLease> s_held = new(StringComparer.Ordinal);

    private readonly ServerDirectory _directory;
    private readonly PostgresInstallation _installation;
    private readonly ServerAccount _account;
    private readonly FileStream _alive;
    private readonly List<Process> _caretakers = [];

    private EphemeralLease(ServerDirectory directory, PostgresInstallation installation, ServerAccount account)
    {
        (_directory, _installation, _account) = (directory, installation, account);
        _alive = new FileStream(directory.AliveFile, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        if (OperatingSystem.IsWindows())
        {
            AppDomain.CurrentDomain.ProcessExit += (_, _) => ReleaseAsync().Wait();
        }
        else if (account.RunAs is null)
        {
            _caretakers.Add(Launch(account, EndServer + RemoveDirectory));
        }
        else
        {
            _caretakers.Add(Launch(account, EndServer));
            _caretakers.Add(Launch(account.AsCaller, Wait + RemoveDirectory));
        }

        s_held[directory.FullPath] = this;
    }

    /// <summary>The directories this process holds.</summary>
    public static IEnumerable<string> Held => s_held.Keys;

    /// <summary>Makes the directory, or takes an empty one, and removes it when this process ends.</summary>
    /// <exception cref="PgTaskException">DataDirectoryNotUsable.</exception>
    public static async Task<ServerDirectory> TakeAsync(
        string? dataDirectory, PostgresInstallation installation, ServerAccount account, CancellationToken stop)
    {
        if (dataDirectory is null)
        {
            await EphemeralRemains.SweepAsync(account, stop);
            dataDirectory = EphemeralRemains.MakeTemporary(account);
        }
        else if (Directory.Exists(dataDirectory) && Directory.EnumerateFileSystemEntries(dataDirectory).Any())
        {
            throw ServerFaults.EphemeralNotEmpty(dataDirectory);
        }

        ServerDirectory directory = new(dataDirectory);
        DirectoryLock? held = null;
        try
        {
            // Marked as ours before anything else is in it.
            held = await DirectoryLock.TakeAsync(directory, account, _ => { }, stop);
            _ = new EphemeralLease(directory, installation, account);
            return directory;
        }
        catch
        {
            EphemeralRemains.RemoveUnused(directory, isOurs: held is not null);
            throw;
        }
        finally
        {
            await (held?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
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
        foreach (Process caretaker in _caretakers)
        {
            caretaker.StandardInput.Close();
            await caretaker.WaitForExitAsync();
            caretaker.Dispose();
        }

        await EphemeralRemains.RemoveAsync(_directory, _installation, _account);
    }

    private Process Launch(ServerAccount account, string script) => ServerAccount.Launch(account.Program(
        File.Exists(SetSid) ? SetSid : Shell,
        [
            .. File.Exists(SetSid) ? (string[])[Shell] : [],
            "-c", script, "sh",
            _directory.FullPath, _installation.Program("pg_ctl"), SocketDirectory.PathFor(_directory, _account),
        ],
        "/",
        _directory.Data));
}
