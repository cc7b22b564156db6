using PgTasks.Postgres.LocalServer;

namespace PgTasks.Tests.LocalServer;

/// <summary>A directory of the tests' own: short enough for a socket, and root's server may pass it.</summary>
public sealed class TestDirectory : IAsyncDisposable
{
    private readonly List<string> _servers = [];

    /// <summary>Makes it.</summary>
    public TestDirectory()
    {
        FullPath = Directory.CreateTempSubdirectory("pgt").FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(FullPath, File.GetUnixFileMode(FullPath) | UnixFileMode.OtherExecute);
        }
    }

    /// <summary>Where it is.</summary>
    public string FullPath { get; }

    internal PostgresLocalServers Servers { get; } = new();

    /// <summary>A path in it, whose server is stopped at the end.</summary>
    public string Server(string name)
    {
        string path = Path.Combine(FullPath, name);
        _servers.Add(path);
        return path;
    }

    internal Task<PgTaskServer> StartAsync(
        string directory, bool ephemeral = false, string? bin = null, CancellationToken stop = default) =>
        Servers.StartAsync(directory, bin, ephemeral, _ => { }, stop);

    /// <summary>Runs SQL in a server's database, on a connection of its own.</summary>
    internal Task<object?> QueryAsync(PgTaskServer server, string sql) => TestServer.ExecuteAsync(
        Postgres.ConnectionSettings.Resolve(Servers.GetConnection(server)).ConnectionString, sql);

    /// <summary>Stops the servers and removes everything.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (string server in _servers.Where(path => Servers.Get(path) is { IsRunning: true }))
        {
            await Servers.StopAsync(server, CancellationToken.None);
        }

        Directory.Delete(FullPath, recursive: true);
    }
}
