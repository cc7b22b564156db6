using System.Data.Common;
using Npgsql;
using PgTasks.Postgres;

namespace PgTasks.Tests.Faults;

/// <summary>A server, or what lies before it, was away for a moment.</summary>
[Trait("Category", "Faults")]
public sealed class ReconnectTests(TestServer server)
{
    private static readonly StoreCaller s_caller = new(_ => { });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connections_that_ended_while_nobody_used_them_are_replaced(bool byServer)
    {
        string database = await server.CreateDatabaseAsync();
        using FaultProxy proxy = new(database);
        await using PostgresTaskStore store = new();
        await store.OpenAsync(
            new ConnectionRequest { ConnectionString = proxy.ConnectionString, MinPoolSize = 3 }, s_caller, default);
        await store.Schema.InitializeAsync(s_caller, default, TestCluster.Distributes);

        // So long idle that they are not trusted any more.
        await Task.Delay(TimeSpan.FromSeconds(1.1), TestContext.Current.CancellationToken);
        if (byServer)
        {
            await TestServer.ExecuteAsync(database, """
                SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                """);
        }
        else
        {
            proxy.Cut();
        }

        StoreResult[] results = await Task.WhenAll(Enumerable.Range(0, 3).Select(async i =>
            Assert.Single(await store.Tasks.AddAsync([new NewTask { Title = $"t{i}" }], s_caller, default))));
        Assert.All(results, result => Assert.NotNull(result.Task));
        Assert.Equal(3L, await TestServer.ExecuteAsync(database, "SELECT count(*) FROM pgtasks.task"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Primary")]
    public async Task A_host_that_was_away_is_taken_as_soon_as_it_is_there(string? attribute)
    {
        string database = await server.CreateDatabaseAsync();
        using FaultProxy first = new(database);
        using FaultProxy second = new(database);
        NpgsqlConnectionStringBuilder settings = new(first.ConnectionString);
        settings.Host = $"127.0.0.1:{settings.Port},127.0.0.1:{new NpgsqlConnectionStringBuilder(second.ConnectionString).Port}";
        await using PostgresTaskStore store = new();
        await store.OpenAsync(
            new ConnectionRequest { ConnectionString = settings.ConnectionString, TargetSessionAttribute = attribute },
            s_caller,
            default);
        await store.Schema.InitializeAsync(s_caller, default, TestCluster.Distributes);
        (first.Refuses, second.Refuses) = (true, true);
        first.Cut();
        second.Cut();
        for (int i = 0; i < 2; i++)
        {
            Exception? error = await Record.ExceptionAsync(() => store.Tasks.FindAsync([1], s_caller, default));
            Assert.True(error is DbException or PgTaskException, error?.ToString() ?? "no error");
        }

        second.Refuses = false;
        Assert.Single(await store.Tasks.FindAsync([1], s_caller, default));
    }
}
