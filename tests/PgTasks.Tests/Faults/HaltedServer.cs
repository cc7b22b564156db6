using System.Diagnostics;
using PgTasks.Postgres.LocalServer;
using PgTasks.Postgres.Settings;

namespace PgTasks.Tests.Faults;

/// <summary>A server of the class's own, whose processes it halts, and has go on at the end whatever happens.</summary>
public sealed class HaltedServer : IAsyncLifetime
{
    private readonly PostgresLocalServers _servers = new();
    private readonly HashSet<int> _halted = [];

    internal PgTaskServer Server { get; private set; } = null!;

    /// <summary>How to reach it.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Server = await _servers.StartAsync(null, null, ephemeral: true, _ => { }, CancellationToken.None);
        ConnectionString = ConnectionSettings.Resolve(
            await _servers.GetConnectionAsync(Server, CancellationToken.None)).Builder.ConnectionString;
    }

    /// <summary>Halts a process: a backend, or without a number the postmaster.</summary>
    public void Halt(int? process = null)
    {
        int halted = process ?? Server.ProcessId!.Value;
        _halted.Add(halted);
        Signal("STOP", halted);
    }

    /// <summary>Has all go on that were halted.</summary>
    public void GoOn()
    {
        foreach (int process in _halted)
        {
            Signal("CONT", process);
        }

        _halted.Clear();
    }

    /// <summary>Runs SQL beside the product.</summary>
    public Task<object?> ExecuteAsync(string sql) => TestServer.ExecuteAsync(ConnectionString, sql);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GoOn();
        await _servers.StopAsync(Server.DataDirectory, CancellationToken.None);
    }

    private static void Signal(string signal, int process)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        kill.WaitForExit();
    }
}
