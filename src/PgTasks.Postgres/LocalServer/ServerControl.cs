using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace PgTasks.Postgres.LocalServer;

/// <summary>Starts and stops the server of one directory, whose lock the caller holds.</summary>
internal sealed class ServerControl(ServerDirectory directory, ServerAccount account, Action<string> onProgress)
{
    private const int SocketPort = 5432;

    // Relative paths, since pg_ctl puts them between a shell's double quotes, where $ and ` would speak.
    private const string Log = "data/server.log";
    private const int LinesOfLog = 8;
    private const long LongestLog = 10 << 20;

    // One more segment of the write-ahead log, without which PostgreSQL cannot start.
    private const long SpaceToStart = 16 << 20;

    /// <summary>Makes the data if there are none, clears a crash away, starts the server and waits for it.</summary>
    /// <exception cref="PgTaskException">ServerStartFailed or DataDirectoryNotUsable.</exception>
    public async Task<ServerRecord> StartAsync(
        PostgresInstallation installation, bool ephemeral, CancellationToken stop)
    {
        await CheckAccessAsync(stop);
        if (!directory.HoldsServer)
        {
            onProgress($"Making a new server's data with PostgreSQL {installation.Version}");
            await NewCluster.MakeAsync(directory, account, installation, ephemeral, stop);
        }
        else if (await CrashRemains.LivesAsync(directory, account, stop))
        {
            onProgress("Ending a server that no longer answers");
            await StopAsync(installation, stop);
        }

        ServerRecord? last = await ServerRecord.ReadAsync(directory, stop);
        await CrashRemains.ClearAsync(directory, account, last, stop);
        ServerRecord record = await PlaceAsync(installation, last?.UserName ?? account.Role, ephemeral, stop);
        await ServerConfiguration.WriteAsync(directory, account, record, stop);
        await record.WriteAsync(directory, stop);
        onProgress($"Starting PostgreSQL {installation.Version}");
        await LaunchAsync(installation, stop);
        return record;
    }

    /// <summary>Asks the server to disconnect its sessions and end, and waits until it has.</summary>
    /// <exception cref="PgTaskException">ServerStopFailed or DataDirectoryNotUsable.</exception>
    public async Task StopAsync(PostgresInstallation installation, CancellationToken stop)
    {
        await CheckAccessAsync(stop);
        ProgramResult result = await account.RunAsync(
            installation.Program("pg_ctl"),
            ["stop", "-s", "-w", "-m", "fast", "-t", "3600"],
            directory.FullPath,
            directory.Data,
            stop);
        if (result.ExitCode != 0 && await CrashRemains.LivesAsync(directory, account, stop))
        {
            throw ServerErrors.ServerStopFailed(directory.FullPath, result.Errors.Trim());
        }

        SocketDirectory.RemoveShort(directory, account);
    }

    private async Task<ServerRecord> PlaceAsync(
        PostgresInstallation installation, string role, bool ephemeral, CancellationToken stop)
    {
        bool windows = OperatingSystem.IsWindows();
        int port = windows ? GetFreePort() : SocketPort;
        string host = windows
            ? IPAddress.Loopback.ToString()
            : await SocketDirectory.MakeAsync(directory, account, stop);
        return new ServerRecord(installation.BinDirectory, installation.Version, host, port, role, ephemeral);
    }

    private async Task CheckAccessAsync(CancellationToken stop)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        ProgramResult result = await account.ShellAsync(
            """
            cd "$1" || exit 2
            [ ! -e data ] || [ -O data ] || exit 3
            """,
            [directory.FullPath],
            "/",
            stop);
        if (result.ExitCode != 0)
        {
            throw result.ExitCode == 3
                ? ServerFaults.DataOfOther(directory.FullPath, account.Owner)
                : ServerFaults.DirectoryNotPassable(directory.FullPath, account.Owner);
        }
    }

    private async Task LaunchAsync(PostgresInstallation installation, CancellationToken stop)
    {
        await RotateLogAsync(stop);
        ProgramResult result = await account.RunAsync(
            installation.Program("pg_ctl"),
            ["start", "-s", "-w", "-t", "86400", "-l", Log, "-o", $"-c config_file={ServerConfiguration.FileName}"],
            directory.FullPath,
            directory.Data,
            stop,
            leavesServer: true);
        if (result.ExitCode == 0)
        {
            return;
        }

        stop.ThrowIfCancellationRequested();
        string log = await ReadLogAsync(stop) is { Length: > 0 } text ? text : result.Errors.Trim();
        throw directory.LacksSpace(SpaceToStart)
            ? ServerFaults.DiskFull(directory.FullPath, log)
            : ServerFaults.NotStarted(directory.FullPath, directory.Log, log);
    }

    private async Task RotateLogAsync(CancellationToken stop)
    {
        if (!File.Exists(directory.Log) || new FileInfo(directory.Log).Length <= LongestLog)
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            File.Move(directory.Log, directory.Log + ".old", overwrite: true);
        }
        else
        {
            await account.RunAsync("mv", ["-f", Log, Log + ".old"], directory.FullPath, null, stop);
        }
    }

    private async Task<string> ReadLogAsync(CancellationToken stop)
    {
        if (!OperatingSystem.IsWindows())
        {
            ProgramResult tail = await account.RunAsync(
                "tail", ["-n", LinesOfLog.ToString(CultureInfo.InvariantCulture), Log], directory.FullPath, null, stop);
            return tail.Output.Trim();
        }

        return File.Exists(directory.Log)
            ? string.Join(Environment.NewLine, (await File.ReadAllLinesAsync(directory.Log, stop)).TakeLast(LinesOfLog))
            : "";
    }

    private static int GetFreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
