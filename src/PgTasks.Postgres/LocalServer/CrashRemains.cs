using System.Diagnostics;
using System.Globalization;

namespace PgTasks.Postgres.LocalServer;

/// <summary>What a killed server leaves behind: backends at work, a pid file, a socket's lock file.</summary>
internal static class CrashRemains
{
    // A server's processes have its data directory as their current one. macOS has no /proc, but lsof.
    private const string FindProcesses = """
        exec 2>/dev/null
        if [ -d /proc/self ]; then
          for process in /proc/[0-9]*; do
            [ "$process/cwd" -ef data ] && read -r name < "$process/comm" && [ "$name" = postgres ] &&
              echo "${process#/proc/}"
          done
        else
          lsof -a -c postgres -d cwd -F pn | while read -r line; do
            case "$line" in
              p*) process=${line#p} ;;
              n*) [ "${line#n}" -ef data ] && echo "$process" ;;
            esac
          done
        fi
        """;

    /// <summary>Whether the postmaster of the pid file lives, reachable or not.</summary>
    public static async Task<bool> LivesAsync(
        ServerDirectory directory, ServerAccount account, CancellationToken stop) =>
        await directory.ReadProcessAsync(stop) is { } recorded
        && (await FindProcessesAsync(directory, account, stop)).Contains(recorded);

    /// <summary>
    /// Clears the way for a start after a crash. PostgreSQL does so itself, except where an orphaned backend is still
    /// attached to the shared memory, or the old process id belongs to another process by now.
    /// </summary>
    public static async Task ClearAsync(
        ServerDirectory directory, ServerAccount account, ServerRecord? record, CancellationToken stop)
    {
        if (OperatingSystem.IsWindows())
        {
            File.Delete(directory.PidFile);
            return;
        }

        while (await FindProcessesAsync(directory, account, stop) is { Count: > 0 } orphans)
        {
            await account.ShellAsync(
                """kill -9 "$@" """,
                orphans.Select(id => id.ToString(CultureInfo.InvariantCulture)),
                directory.FullPath,
                stop);
        }

        string[] remains = record is null
            ? [directory.PidFile]
            : [directory.PidFile, Path.Combine(record.HostName, $".s.PGSQL.{record.Port}.lock")];
        await account.RunAsync("rm", ["-f", .. remains], "/", null, stop);
    }

    private static async Task<List<int>> FindProcessesAsync(
        ServerDirectory directory, ServerAccount account, CancellationToken stop)
    {
        if (OperatingSystem.IsWindows())
        {
            return await directory.ReadProcessAsync(stop) is { } recorded && IsPostgres(recorded) ? [recorded] : [];
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
