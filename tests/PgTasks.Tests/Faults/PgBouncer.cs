using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace PgTasks.Tests.Faults;

/// <summary>A PgBouncer in transaction mode before a database, where it is installed.</summary>
public sealed class PgBouncer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _directory;

    // It runs by another account than the tests, which the server's socket would not let in.
    private readonly FaultProxy _way;

    private PgBouncer(Process process, DirectoryInfo directory, FaultProxy way, string connectionString)
    {
        _way = way;
        _process = process;
        _directory = directory;
        ConnectionString = connectionString;
    }

    /// <summary>The program, or null.</summary>
    public static string? Program { get; } = new[] { "/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/opt/homebrew/bin/pgbouncer" }
        .FirstOrDefault(File.Exists);

    /// <summary>How to reach the database through it.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts it and waits until it takes connections.</summary>
    public static async Task<PgBouncer> StartAsync(string connectionString, CancellationToken stop)
    {
        FaultProxy way = new(connectionString);
        NpgsqlConnectionStringBuilder server = new(way.ConnectionString);
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        int port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        DirectoryInfo directory = Directory.CreateTempSubdirectory("pgtasks-bouncer-");
        string password = server.Password is { Length: > 0 } given ? $" password='{given}'" : "";
        string settings = Path.Combine(directory.FullName, "pgbouncer.ini");
        await File.WriteAllTextAsync(settings, $"""
            [databases]
            * = host={server.Host} port={server.Port} user={server.Username}{password}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = any
            pool_mode = transaction
            ignore_startup_parameters = extra_float_digits,options
            """, stop);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(directory.FullName, (UnixFileMode)0b111_101_101);
        }

        // It does not run as root, nor does the tests' server.
        string[] arguments = Environment.UserName == "root" ? ["-q", "-u", "postgres", settings] : ["-q", settings];
        Process process = Process.Start(Program!, arguments);
        server.Port = port;
        PgBouncer started = new(process, directory, way, server.ConnectionString);
        try
        {
            await started.WaitAsync(stop);
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _directory.Delete(recursive: true);
        _way.Dispose();
    }

    private async Task WaitAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await TestServer.ExecuteAsync(ConnectionString, "SELECT 1");
                return;
            }
            catch (NpgsqlException exception) when (exception.InnerException is SocketException && !_process.HasExited)
            {
                await Task.Delay(20, stop);
            }
        }
    }
}
