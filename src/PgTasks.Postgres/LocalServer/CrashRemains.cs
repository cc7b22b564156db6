using System.Diagnostics;
using System.Globalization;

namespace PgTasks.Postgres.LocalServer;

/// <summary>What a killed server leaves behind: backends at work, a pid file, a socket's lock file.</summary>
internal static class CrashRemains
{
    // A server's processes have its data directory as their current one.
    private const string FindProcesses = """
        for process in /proc/[0-9]*; do
          if [ "$process/cwd" -ef data ] && read -r name < "$process/comm" && [ "$name" = postgres ]; then
            echo "${process#/proc/}"
          fi
        done 2>/dev/null
        """;

    private const string KillProcesses = """
        kill -9 "$@" 2>/dev/null
        for process; do
          while [ "/proc/$process/cwd" -ef data ]; do sleep 0.02; done
        done
        """;

    /// <summary>
    /// Whether the postmaster of the pid file lives, reachable or not. Where the system has no /proc, a process of that
    /// id and name counts.
    /// </summary>
    public static async Task<bool> LivesAsync(ServerDirectory directory, ServerAccount account, CancellationToken stop)
    {
        int? recorded = directory.RecordedProcess();
        return recorded is not null && (Directory.Exists("/proc/self")
            ? (await ProcessesAsync(directory, account, stop)).Contains(recorded.Value)
            : IsPostgres(recorded.Value));
    }

    /// <summary>
    /// Clears the way for a start after a crash. PostgreSQL does so itself, except where an orphaned backend is still
    /// attached to the shared memory, or the old process id belongs to another process by now.
    /// </summary>
    public static async Task ClearAsync(
        ServerDirectory directory, ServerAccount account, ServerRecord? record, CancellationToken stop)
    {
        List<int> orphans = await ProcessesAsync(directory, account, stop);
        if (orphans.Count > 0)
        {
            await account.ShellAsync(
                KillProcesses,
                orphans.Select(id => id.ToString(CultureInfo.InvariantCulture)),
                directory.FullPath,
                stop);
        }

        File.Delete(directory.PidFile);
        if (record is not null && Directory.Exists(record.HostName))
        {
            File.Delete(Path.Combine(record.HostName, $".s.PGSQL.{record.Port}.lock"));
        }
    }

    private static async Task<List<int>> ProcessesAsync(
        ServerDirectory directory, ServerAccount account, CancellationToken stop)
    {
        if (!Directory.Exists("/proc/self"))
        {
            return [];
        }

        ProgramResult found = await account.ShellAsync(FindProcesses, [], directory.FullPath, stop);
        return [.. found.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => int.Parse(line, CultureInfo.InvariantCulture))];
    }

    private static bool IsPostgres(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            return process.ProcessName == "postgres";
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
