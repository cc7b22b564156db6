using System.Diagnostics;
using Npgsql;
using PgTasks.Postgres;
using PgTasks.Tests.Faults;

namespace PgTasks.Tests.Notifications;

/// <summary>What becomes of those who listen when the way to the server breaks.</summary>
[Trait("Category", "Faults")]
public sealed class ReceiveTests(TestServer server)
{
    private const string Backend = """
        FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%' AND pid <> pg_backend_pid()
        """;

    private static readonly StoreCaller s_caller = new(_ => { });
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1.5);

    [Fact(Timeout = 30_000)]
    public async Task A_lost_connection_is_told_and_made_again()
    {
        string database = await server.CreateDatabaseAsync();
        await using PostgresTaskStore store = await OpenAsync(database);
        List<NoticeLevel> told = [];
        await using IAsyncEnumerator<IReadOnlyList<PgTaskNotification>> heard = store.Notifications
            .ReceiveAsync(
                ["a"], null, null, new StoreCaller(notice => told.Add(notice.Level)), TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        await MoveAsync(heard, () => told.Count == 1);
        Assert.True((bool)(await TestServer.ExecuteAsync(database, $"SELECT pg_terminate_backend(pid) {Backend}"))!);
        await MoveAsync(heard, () => told.Contains(NoticeLevel.Warning) && told[^1] == NoticeLevel.Verbose);
        await TestServer.ExecuteAsync(database, "NOTIFY a, 'again'");
        Assert.Equal("again", Assert.Single(await MoveAsync(heard, () => heard.Current.Count > 0)).Payload);
        Assert.Single(told, NoticeLevel.Warning);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_server_that_cannot_be_reached_at_first_is_an_error()
    {
        string database = await server.CreateDatabaseAsync();
        using FaultProxy proxy = new(database);
        await using PostgresTaskStore store = await OpenAsync(proxy.ConnectionString);
        proxy.Refuses = true;
        Exception? error = await Record.ExceptionAsync(
            async () => await store.Notifications.ReceiveAsync(["a"], 1, null, s_caller, TestContext.Current.CancellationToken).ToArrayAsync());
        Assert.True(error is NpgsqlException or PgTaskException, $"{error}");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_connection_that_died_without_a_word_is_found_out()
    {
        using FaultProxy proxy = new(await server.CreateDatabaseAsync());
        await using PostgresConnections connections = new(
            Postgres.Settings.ConnectionSettings.Resolve(new ConnectionRequest { ConnectionString = proxy.ConnectionString, ConnectTimeout = 1 }));
        await using Listener listener = new(connections, [new SqlName("a")], silence: TimeSpan.FromSeconds(0.5));
        await listener.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal(ListenerState.Listening, listener.State);
        proxy.Freeze();
        Assert.True(await listener.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        Assert.Equal((ListenerState.Lost, 1), (listener.State, listener.Losses));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_stop_ends_it_within_a_second_while_the_way_is_dead()
    {
        using FaultProxy proxy = new(await server.CreateDatabaseAsync());
        await using PostgresTaskStore store = await OpenAsync(proxy.ConnectionString);
        foreach (bool freezesFirst in (bool[])[false, true])
        {
            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(
                TestContext.Current.CancellationToken);
            await using IAsyncEnumerator<IReadOnlyList<PgTaskNotification>> heard = store.Notifications
                .ReceiveAsync(["a"], null, null, s_caller, stop.Token).GetAsyncEnumerator(stop.Token);
            if (!freezesFirst)
            {
                await heard.MoveNextAsync();
            }

            proxy.Freeze();
            Task waiting = heard.MoveNextAsync().AsTask();
            Assert.False(waiting.IsCompleted);
            Stopwatch clock = Stopwatch.StartNew();
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
            Assert.True(clock.Elapsed < s_limit, $"{clock.Elapsed}");
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_pooler_of_transactions_lets_nobody_listen()
    {
        Assert.SkipWhen(PgBouncer.Program is null, "PgBouncer is not installed.");
        string database = await server.CreateDatabaseAsync();
        await using PgBouncer pooler = await PgBouncer.StartAsync(database, TestContext.Current.CancellationToken);
        await using PostgresTaskStore store = await OpenAsync(pooler.ConnectionString + ";No Reset On Close=true");
        PgTaskException refused = await Assert.ThrowsAsync<PgTaskException>(
            async () => await store.Notifications.ReceiveAsync(["a"], 1, null, s_caller, TestContext.Current.CancellationToken).ToArrayAsync());
        Assert.Equal(nameof(NotificationErrors.CannotListen), refused.ErrorId);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_slow_reader_leaves_nothing_unread_at_the_server()
    {
        string database = await server.CreateDatabaseAsync();
        await using PostgresTaskStore store = await OpenAsync(database);
        await using IAsyncEnumerator<IReadOnlyList<PgTaskNotification>> heard = store.Notifications
            .ReceiveAsync(["a"], 50_000, null, s_caller, TestContext.Current.CancellationToken).GetAsyncEnumerator();
        await heard.MoveNextAsync();
        await TestServer.ExecuteAsync(database, "SELECT pg_notify('a', repeat('x', 1000) || i) FROM generate_series(1, 50000) i");
        while ((double)(await TestServer.ExecuteAsync(database, "SELECT pg_notification_queue_usage()"))! > 0)
        {
            // A listener that has read all lets the next notification move the queue's end.
            await TestServer.ExecuteAsync(database, "NOTIFY b");
        }

        int count = heard.Current.Count;
        while (await heard.MoveNextAsync())
        {
            count += heard.Current.Count;
        }

        Assert.Equal(50_000, count);
    }

    private static async Task<PostgresTaskStore> OpenAsync(string connectionString)
    {
        PostgresTaskStore store = new();
        await store.OpenAsync(new ConnectionRequest { ConnectionString = connectionString }, s_caller, TestContext.Current.CancellationToken);
        return store;
    }

    /// <summary>Goes on to where the condition holds.</summary>
    private static async Task<IReadOnlyList<PgTaskNotification>> MoveAsync(
        IAsyncEnumerator<IReadOnlyList<PgTaskNotification>> heard, Func<bool> condition)
    {
        do
        {
            Assert.True(await heard.MoveNextAsync());
        }
        while (!condition());
        return heard.Current;
    }
}
