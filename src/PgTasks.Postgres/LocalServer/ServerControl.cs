using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace PgTasks.Postgres.LocalServer;

/// <summary>Starts and stops the server of one directory, whose lock the caller holds.</summary>
internal sealed class ServerControl(ServerDirectory directory, ServerAccount account, Action<string> onProgress)
{
    private const int SocketPort = 5432;
    private const int LinesOfLog = 8;
    private const long LongestLog = 10 << 20;

    /// <summary>Makes the data if there are none, clears a crash away, starts the server and waits for it.</summary>
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

        ServerRecord? last = ServerRecord.Read(directory);
        await CrashRemains.ClearAsync(directory, account, last, stop);
        ServerRecord record = await PlaceAsync(installation, last?.UserName ?? account.Role, ephemeral, stop);
        ServerSettings.Write(directory, account, record);
        record.Write(directory);
        onProgress($"Starting PostgreSQL {installation.Version}");
        await LaunchAsync(installation, stop);
        return record;
    }

    /// <summary>Asks the server to disconnect its sessions and end, and waits until it has.</summary>
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
            throw ServerErrors.ServerStopFailed($"The server in '{directory.FullPath}' goes on: {result.Errors.Trim()}");
        }

        SocketDirectory.RemoveShort(directory, account);
    }

    /// <summary>Waits until the server takes connections, and makes its database where it is missing.</summary>
    public async Task EnsureDatabaseAsync(ServerRecord record, CancellationToken stop)
    {
        try
        {
            await ConnectAsync(record, ServerRecord.Database, null, stop);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            await ConnectAsync(record, "postgres", $"CREATE DATABASE {ServerRecord.Database}", stop);
        }
    }

    private async Task ConnectAsync(ServerRecord record, string database, string? sql, CancellationToken stop)
    {
        NpgsqlConnectionStringBuilder settings = new()
        {
            Host = record.HostName,
            Port = record.Port,
            Database = database,
            Username = record.UserName,
            Password = File.Exists(directory.PasswordFile) ? File.ReadAllText(directory.PasswordFile) : null,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
            Pooling = false,
        };
        while (true)
        {
            await using NpgsqlConnection connection = new(settings.ConnectionString);
            try
            {
                await connection.OpenAsync(stop);
                if (sql is not null)
                {
                    await using NpgsqlCommand command = new(sql, connection);
                    await command.ExecuteNonQueryAsync(stop);
                }

                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.CannotConnectNow)
            {
                // It still recovers from a crash, or was started by hand this moment.
                await Task.Delay(TimeSpan.FromMilliseconds(50), stop);
            }
        }
    }

    private async Task<ServerRecord> PlaceAsync(
        PostgresInstallation installation, string role, bool ephemeral, CancellationToken stop)
    {
        bool windows = OperatingSystem.IsWindows();
        int port = windows ? FreePort() : SocketPort;
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
            [ -z "$(find . -prune ! -user "$2" ! -user "$3")" ] || exit 3
            [ ! -e data ] || [ -O data ] || exit 4
            """,
            [directory.FullPath, account.Caller, account.Owner],
            "/",
            stop);
        string? reason = result.ExitCode switch
        {
            0 => null,
            3 or 4 => $"it does not belong to '{account.Owner}'.",
            _ => $"the account '{account.Owner}', which runs the server, cannot enter it.",
        };
        if (reason is not null)
        {
            throw ServerErrors.DataDirectoryNotUsable(directory.FullPath, reason, "Name another -DataDirectory.");
        }
    }

    private async Task LaunchAsync(PostgresInstallation installation, CancellationToken stop)
    {
        if (File.Exists(directory.Log) && new FileInfo(directory.Log).Length > LongestLog)
        {
            File.Move(directory.Log, directory.Log + ".old", overwrite: true);
        }

        // Relative paths, since pg_ctl puts them between a shell's double quotes, where $ and ` would speak.
        ProgramResult result = await account.RunAsync(
            installation.Program("pg_ctl"),
            [
                "start", "-s", "-w", "-t", "86400",
                "-l", "data/server.log", "-o", $"-c config_file={ServerSettings.FileName}",
            ],
            directory.FullPath,
            directory.Data,
            stop,
            leavesServer: true);
        if (result.ExitCode == 0)
        {
            return;
        }

        stop.ThrowIfCancellationRequested();
        string log = File.Exists(directory.Log)
            ? string.Join(Environment.NewLine, File.ReadLines(directory.Log).TakeLast(LinesOfLog))
            : result.Errors.Trim();
        throw DiskSpace.IsShort(directory, DiskSpace.Start)
            ? ServerErrors.DataDirectoryNotUsable(directory.FullPath, $"the disk is full. {log}", DiskSpace.Advice)
            : ServerErrors.ServerStartFailed(
                $"The server in '{directory.FullPath}' did not start. {directory.Log} ends with:"
                + Environment.NewLine + log);
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
