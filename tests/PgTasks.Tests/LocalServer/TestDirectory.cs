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

    /// <summary>Makes PostgreSQL's programs as scripts, and says where.</summary>
    public string Programs(Func<string, string> write)
    {
        string bin = Directory.CreateDirectory(Path.Combine(FullPath, $"bin {Guid.NewGuid():N}")).FullName;
        foreach (string program in (string[])["postgres", "initdb", "pg_ctl"])
        {
            string path = Path.Combine(bin, program);
            File.WriteAllText(path, $"#!/bin/sh\n{write(program)}\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
            }
        }

        return bin;
    }

    internal Task<PgTaskServer> StartAsync(
        string directory, bool ephemeral = false, string? bin = null, CancellationToken stop = default) =>
        Servers.StartAsync(directory, bin, ephemeral, _ => { }, stop);

    /// <summary>Runs SQL in a server's database, on a connection of its own.</summary>
    internal async Task<object?> QueryAsync(PgTaskServer server, string sql) => await TestServer.ExecuteAsync(
        Postgres.Settings.ConnectionSettings.Resolve(
            await Servers.GetConnectionAsync(server, CancellationToken.None)).Builder.ConnectionString, sql);

    /// <summary>Whether a path holds a server that runs.</summary>
    internal async Task<bool> RunsAsync(string path) =>
        await Servers.GetAsync(path, CancellationToken.None) is { IsRunning: true };

    /// <summary>Stops the servers and removes everything.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (string server in _servers)
        {
            if (await RunsAsync(server))
            {
                await Servers.StopAsync(server, CancellationToken.None);
            }
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
