using PgTasks.Postgres.LocalServer;

namespace PgTasks.Tests.LocalServer;

/// <summary>A directory of the tests' own: short enough for a socket, and root's server may pass it.</summary>
public sealed class TestDirectory : IAsyncDisposable
{
    private readonly List<string> _servers = [];

    private readonly Lazy<string> _path = new(Make);

    /// <summary>Where it is; made when first asked for, since a killed process cannot take one away.</summary>
    public string FullPath => _path.Value;

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
        Postgres.Settings.ConnectionSettings.Resolve(
            Servers.GetConnection(server) with { IgnoresEnvironment = true }).Builder.ConnectionString, sql);

    /// <summary>Stops the servers and removes everything.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (string server in _servers.Where(path => Servers.Get(path) is { IsRunning: true }))
        {
            await Servers.StopAsync(server, CancellationToken.None);
        }

        if (_path.IsValueCreated)
        {
            Directory.Delete(FullPath, recursive: true);
        }
    }

    private static string Make()
    {
        string path = Directory.CreateTempSubdirectory("pgt").FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.OtherExecute);
        }

        return path;
    }
}
