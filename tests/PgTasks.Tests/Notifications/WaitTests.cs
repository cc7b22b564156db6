using System.Collections.Concurrent;
using System.Diagnostics;
using PgTasks.Postgres;
using PgTasks.Postgres.Settings;
using PgTasks.Tests.Faults;
using PgTasks.Tests.LocalServer;

namespace PgTasks.Tests.Notifications;

/// <summary>Who waits for tasks outlasts lost connections and a server that is away.</summary>
[Trait("Category", "Faults")]
public sealed class WaitTests(TestServer server, TestDirectory directory) : IClassFixture<TestDirectory>
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1.5);
    private readonly ConcurrentQueue<NoticeLevel> _told = new();

    private StoreCaller Caller => new(notice => _told.Enqueue(notice.Level));

    [Theory(Timeout = 60_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_ends_and_comes_back_is_outlasted(bool isKilled)
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        string home = directory.Server(isKilled ? "killed" : "stopped");
        PgTaskServer own = await directory.StartAsync(home, stop: stop);
        string connection = ConnectionSettings.Resolve(
            await directory.Servers.GetConnectionAsync(own, stop)).Builder.ConnectionString;
        await using PostgresTaskStore store = await OpenAsync(connection, distribute: false);
        PgTask task = await AddAsync(store);
        await using IAsyncEnumerator<EndedTasks> news =
            store.Changes.WaitAsync([task.Id], false, null, Caller, stop).GetAsyncEnumerator(stop);
        Assert.True(await news.MoveNextAsync());
        if (isKilled)
        {
            Process.GetProcessById(own.ProcessId!.Value).Kill();
        }
        else
        {
            await directory.Servers.StopAsync(home, stop);
        }

        await MoveAsync(news, () => !_told.IsEmpty);
        await directory.StartAsync(home, stop: stop);
        await TestServer.ExecuteAsync(connection, "UPDATE pgtasks.task SET status = 'completed'");
        await MoveAsync(news, () => news.Current.Ended.Count == 1);
        Assert.Equal([NoticeLevel.Warning, NoticeLevel.Verbose], _told);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_dead_way_neither_holds_up_a_stop_nor_the_end_of_the_time()
    {
        CancellationToken test = TestContext.Current.CancellationToken;
        foreach (bool stops in (bool[])[false, true])
        {
            string database = await server.CreateDatabaseAsync();
            using FaultProxy proxy = new(database);
            await using PostgresTaskStore store = await OpenAsync(proxy.ConnectionString);
            PgTask task = await AddAsync(store);
            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(test);
            TimeSpan? timeout = stops ? null : TimeSpan.FromSeconds(0.5);
            await using IAsyncEnumerator<EndedTasks> news =
                store.Changes.WaitAsync([task.Id], false, timeout, Caller, stop.Token).GetAsyncEnumerator(test);
            Assert.True(await news.MoveNextAsync());
            proxy.Freeze();
            Task reading = MoveAsync(news, () => false);
            Stopwatch clock = Stopwatch.StartNew();
            if (stops)
            {
                await stop.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
                Assert.True(clock.Elapsed < s_limit, $"{clock.Elapsed}");
            }
            else
            {
                await Assert.ThrowsAsync<EndOfStreamException>(() => reading);
                Assert.True(clock.Elapsed < s_limit * 2, $"{clock.Elapsed}");
            }
        }
    }

    [Fact]
    public async Task A_store_that_is_not_there_at_first_is_an_error()
    {
        await using PostgresTaskStore store = new();
        await store.OpenAsync(
            new ConnectionRequest { ConnectionString = await server.CreateDatabaseAsync() }, Caller, default);
        Npgsql.PostgresException missing = await Assert.ThrowsAsync<Npgsql.PostgresException>(async () =>
            await store.Changes.WaitAsync([1], false, null, Caller, default).ToArrayAsync());
        Assert.Equal("42P01", missing.SqlState);
    }

    private static async Task<PgTask> AddAsync(PostgresTaskStore store) => Assert.Single(
        await store.Tasks.AddAsync([new NewTask { Title = "waited for" }], new StoreCaller(_ => { }), default)).Task!;

    private async Task<PostgresTaskStore> OpenAsync(string connectionString, bool? distribute = null)
    {
        PostgresTaskStore store = new();
        await store.OpenAsync(new ConnectionRequest { ConnectionString = connectionString }, Caller, default);
        await store.Schema.InitializeAsync(Caller, default, distribute ?? TestCluster.Distributes);
        _told.Clear();
        return store;
    }

    /// <summary>Goes on to where the condition holds.</summary>
    private static async Task MoveAsync(IAsyncEnumerator<EndedTasks> news, Func<bool> condition)
    {
        do
        {
            if (!await news.MoveNextAsync())
            {
                throw new EndOfStreamException();
            }
        }
        while (!condition());
    }
}
