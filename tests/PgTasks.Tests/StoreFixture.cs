using System.Collections.Concurrent;
using PgTasks.Postgres;

namespace PgTasks.Tests.Store;

/// <summary>A store in a database of its own, for the tests of one class.</summary>
public sealed class StoreFixture(TestServer server) : IAsyncLifetime
{
    /// <summary>How to reach the store's database.</summary>
    public string ConnectionString { get; private set; } = "";

    internal PostgresTaskStore Store { get; } = new();

    internal ConcurrentQueue<StoreNotice> Notices { get; } = new();

    internal StoreCaller Caller => new(Notices.Enqueue);

    /// <summary>Connects and creates the schema.</summary>
    public async ValueTask InitializeAsync()
    {
        ConnectionString = await server.CreateDatabaseAsync();
        await Store.OpenAsync(
            new ConnectionRequest { ConnectionString = ConnectionString }, Caller, CancellationToken.None);
        await Store.Schema.InitializeAsync(Caller, CancellationToken.None, TestCluster.Distributes);
    }

    /// <summary>Runs SQL beside the product.</summary>
    public Task<object?> ExecuteAsync(string sql) => TestServer.ExecuteAsync(ConnectionString, sql);

    /// <summary>Closes the store.</summary>
    public ValueTask DisposeAsync() => Store.DisposeAsync();
}
