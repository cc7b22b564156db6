using Npgsql;
using PgTasks.Postgres.LocalServer;

[assembly: AssemblyFixture(typeof(PgTasks.Tests.TestServer))]

namespace PgTasks.Tests;

/// <summary>
/// One PostgreSQL for the whole run: the product's own ephemeral server, or PGTASKS_TEST_CONNECTION. Each test class
/// has a database of its own.
/// </summary>
public sealed class TestServer : IAsyncLifetime
{
    private TestCluster _cluster = null!;
    private int _databases;

    /// <summary>Starts the server, or takes the one that the environment names.</summary>
    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("PGTASKS_TEST_CONNECTION") is { Length: > 0 } given)
        {
            _cluster = new TestCluster(given);
            return;
        }

        PostgresLocalServers servers = new();
        PgTaskServer server = await servers.StartAsync(
            dataDirectory: null, binDirectory: null, ephemeral: true, _ => { }, CancellationToken.None);
        _cluster = new TestCluster(Postgres.Settings.ConnectionSettings.Resolve(
            await servers.GetConnectionAsync(server, CancellationToken.None)).Builder.ConnectionString);
    }

    /// <summary>Makes an empty database and says how to connect to it.</summary>
    public Task<string> CreateDatabaseAsync() =>
        _cluster.CreateDatabaseAsync($"test_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}");

    /// <summary>Runs SQL beside the product, on a connection that leaves no trace in a pool.</summary>
    public static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        NpgsqlConnectionStringBuilder settings = new(connectionString)
        {
            Pooling = false,
            ApplicationName = "test",
            GssEncryptionMode = GssEncryptionMode.Disable,
        };
        await using NpgsqlConnection connection = new(settings.ConnectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Drops the databases, where the server does not end with this process.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Environment.GetEnvironmentVariable("PGTASKS_TEST_CONNECTION") is { Length: > 0 })
        {
            await _cluster.DropDatabasesAsync();
        }
    }
}
