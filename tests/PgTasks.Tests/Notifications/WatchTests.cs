using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using PgTasks.Postgres;
using PgTasks.Postgres.Settings;
using PgTasks.Tests.Faults;
using PgTasks.Tests.LocalServer;

namespace PgTasks.Tests.Notifications;

/// <summary>Each change is told once and in order, whatever breaks, and nothing is written down for nobody.</summary>
[Trait("Category", "Faults")]
public sealed class WatchTests(TestServer server, TestDirectory directory) : IClassFixture<TestDirectory>
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1.5);
    private static readonly ChangeRequest s_all = new(TaskFilter.Everything, null, null, null);
    private readonly ConcurrentQueue<NoticeLevel> _told = new();

    private StoreCaller Caller => new(notice => _told.Enqueue(notice.Level));

    [Fact(Timeout = 30_000)]
    public async Task A_transaction_that_commits_late_is_neither_missed_nor_told_twice()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        string database = await server.CreateDatabaseAsync();
        await using PostgresTaskStore store = await OpenAsync(database);
        await using Watched watched = await WatchAsync(store, stop);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        await using NpgsqlConnection late = await source.OpenConnectionAsync(stop);
        await late.ExecuteAsync("BEGIN; INSERT INTO pgtasks.task (title) VALUES ('late 1')", stop);
        await TestServer.ExecuteAsync(database, "INSERT INTO pgtasks.task (title) VALUES ('early 1')");
        Assert.Equal("early 1", (await watched.NextAsync()).Task!.Title);
        await late.ExecuteAsync("SAVEPOINT s; INSERT INTO pgtasks.task (title) VALUES ('undone'); ROLLBACK TO s", stop);
        await late.ExecuteAsync("UPDATE pgtasks.task SET title = 'late 2' WHERE title = 'late 1'", stop);
        await TestServer.ExecuteAsync(database, "INSERT INTO pgtasks.task (title) VALUES ('early 2')");
        Assert.Equal("early 2", (await watched.NextAsync()).Task!.Title);
        await late.ExecuteAsync("COMMIT", stop);
        Assert.Equal("late 1", (await watched.NextAsync()).Task!.Title);
        Assert.Equal("late 2", (await watched.NextAsync()).Task!.Title);
        await TestServer.ExecuteAsync(database, "INSERT INTO pgtasks.task (title) VALUES ('last')");
        Assert.Equal("last", (await watched.NextAsync()).Task!.Title);
    }

    [Fact(Timeout = 60_000)]
    public async Task Many_writers_and_several_watchers_see_the_same_in_the_order_of_each_task()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        string database = await server.CreateDatabaseAsync();
        await using PostgresTaskStore store = await OpenAsync(database);
        Watched[] all = [await WatchAsync(store, stop), await WatchAsync(store, stop)];
        await TestServer.ExecuteAsync(database, "INSERT INTO pgtasks.task (title) SELECT '0' FROM generate_series(1, 5)");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            for (int i = 0; i < 50; i++)
            {
                await TestServer.ExecuteAsync(
                    database, $"UPDATE pgtasks.task SET title = (title::int + 1)::text WHERE id = {(i % 5) + 1}");
            }
        }));
        foreach (Watched watched in all)
        {
            List<PgTaskChange> changes = [];
            while (changes.Count < 205)
            {
                changes.Add(await watched.NextAsync());
            }

            Assert.All(changes.GroupBy(change => change.Id), ofOne => Assert.Equal(
                Enumerable.Range(0, 41).Select(i => $"{i}"), ofOne.Select(change => change.Task!.Title)));
            await watched.DisposeAsync();
        }

        Assert.Equal(0L, await CountAsync(database, "watcher"));
        Assert.Equal(0L, await CountAsync(database, "task_change"));
    }

    [Fact(Timeout = 30_000)]
    public async Task Nothing_is_written_or_sent_while_nobody_watches()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        string database = await server.CreateDatabaseAsync();
        await using PostgresTaskStore store = await OpenAsync(database);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        await using NpgsqlConnection listener = await source.OpenConnectionAsync(stop);
        int heard = 0;
        listener.Notification += (_, _) => heard++;
        await listener.ExecuteAsync("SELECT set_config('t.c', 'pgtasks_' || 'pgtasks.task'::regclass::oid, false)", stop);
        await listener.ExecuteAsync("DO $$ BEGIN EXECUTE 'LISTEN ' || current_setting('t.c'); END $$", stop);
        const string Change = "INSERT INTO pgtasks.task (title) VALUES ('a'); UPDATE pgtasks.task SET title = 'b'; TRUNCATE pgtasks.task";
        await TestServer.ExecuteAsync(database, Change);

        // One whose lease has run out, as of a process that was killed.
        await TestServer.ExecuteAsync(
            database, "SELECT pgtasks.keep_watch(NULL, 'killed', true, NULL, '1 hour'); UPDATE pgtasks.watcher SET lease_until = now()");
        await TestServer.ExecuteAsync(database, Change);
        await listener.ExecuteAsync("SELECT", stop);
        Assert.Equal((0L, 0), (await CountAsync(database, "task_change"), heard));

        // One that reads, and wants to be told of nothing.
        await TestServer.ExecuteAsync(database, "SELECT pgtasks.keep_watch(NULL, 'busy', false, NULL, '1 hour')");
        await TestServer.ExecuteAsync(database, Change);
        await listener.ExecuteAsync("SELECT", stop);
        Assert.Equal((3L, 0), (await CountAsync(database, "task_change"), heard));
        Assert.Equal("busy", await TestServer.ExecuteAsync(database, "SELECT string_agg(holder, ' ') FROM pgtasks.watcher"));

        // It dies, and the next one that watches cleans up.
        await TestServer.ExecuteAsync(database, "UPDATE pgtasks.watcher SET lease_until = now()");
        await (await WatchAsync(store, stop)).DisposeAsync();
        Assert.Equal((0L, 0L), (await CountAsync(database, "task_change"), await CountAsync(database, "watcher")));
    }

    [Fact(Timeout = 30_000)]
    public async Task Who_was_away_too_long_is_warned()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        string database = await server.CreateDatabaseAsync();
        await using PostgresTaskStore store = await OpenAsync(database);
        await using Watched watched = await WatchAsync(store, stop);
        await watched.ReadyAsync(database);
        await TestServer.ExecuteAsync(database, "INSERT INTO pgtasks.task (title) VALUES ('seen'); DELETE FROM pgtasks.watcher");
        Assert.Equal("seen", (await watched.NextAsync()).Task!.Title);
        while (!_told.Contains(NoticeLevel.Warning))
        {
            await watched.MoveAsync();
        }

        await TestServer.ExecuteAsync(database, "INSERT INTO pgtasks.task (title) VALUES ('again')");
        Assert.Equal("again", (await watched.NextAsync()).Task!.Title);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_changes_while_the_connection_is_lost_is_told_later(bool isKilled)
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        string home = directory.Server($"watched {isKilled}");
        PgTaskServer own = await directory.StartAsync(home, stop: stop);
        string connection = ConnectionSettings.Resolve(
            await directory.Servers.GetConnectionAsync(own, stop)).Builder.ConnectionString;
        await using PostgresTaskStore store = await OpenAsync(connection, distribute: false);
        await using Watched watched = await WatchAsync(store, stop);
        await TestServer.ExecuteAsync(connection, "INSERT INTO pgtasks.task (title) SELECT i::text FROM generate_series(1, 1200) i");
        Assert.Equal("1", (await watched.NextAsync()).Task!.Title);
        if (isKilled)
        {
            Process.GetProcessById(own.ProcessId!.Value).Kill();
        }
        else
        {
            await directory.Servers.StopAsync(home, stop);
        }

        await directory.StartAsync(home, stop: stop);
        await TestServer.ExecuteAsync(connection, "UPDATE pgtasks.task SET status = 'completed' WHERE id = 1");
        List<PgTaskChange> changes = [];
        while (changes.Count < 1200)
        {
            changes.Add(await watched.NextAsync());
        }

        Assert.Equal(Enumerable.Range(2, 1199).Select(i => $"{i}"), changes.SkipLast(1).Select(change => change.Task!.Title));
        Assert.Equal(PgTaskChangeKind.Completed, changes[^1].Kind);
    }

    [Fact(Timeout = 30_000)]
    public async Task Backends_that_end_are_outlasted()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        string database = await server.CreateDatabaseAsync();
        await using PostgresTaskStore store = await OpenAsync(database);
        await using Watched watched = await WatchAsync(store, stop);
        await watched.ReadyAsync(database);
        await TestServer.ExecuteAsync(database, """
            INSERT INTO pgtasks.task (title) VALUES ('one');
            SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
            """);
        await TestServer.ExecuteAsync(database, "INSERT INTO pgtasks.task (title) VALUES ('two')");
        Assert.Equal("one", (await watched.NextAsync()).Task!.Title);
        Assert.Equal("two", (await watched.NextAsync()).Task!.Title);
    }

    [Fact(Timeout = 60_000)]
    public async Task Behind_a_pooler_of_transactions_it_goes_on_looking()
    {
        Assert.SkipWhen(PgBouncer.Program is null, "PgBouncer is not installed.");
        CancellationToken stop = TestContext.Current.CancellationToken;
        string database = await server.CreateDatabaseAsync();
        await using PostgresTaskStore owner = await OpenAsync(database);
        await using PgBouncer pooler = await PgBouncer.StartAsync(database, stop);
        await using PostgresTaskStore store = await OpenAsync(pooler.ConnectionString + ";No Reset On Close=true");
        await using Watched watched = await WatchAsync(store, stop);
        Stopwatch clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromSeconds(3))
        {
            await watched.MoveAsync();
        }

        await TestServer.ExecuteAsync(database, "INSERT INTO pgtasks.task (title) VALUES ('one')");
        Assert.Equal("one", (await watched.NextAsync()).Task!.Title);
        Assert.Equal(false, await TestServer.ExecuteAsync(database, "SELECT bool_or(waiting) FROM pgtasks.watcher"));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_stop_ends_it_within_a_second_while_the_way_is_dead()
    {
        CancellationToken test = TestContext.Current.CancellationToken;
        using FaultProxy proxy = new(await server.CreateDatabaseAsync());
        await using PostgresTaskStore store = await OpenAsync(proxy.ConnectionString);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(test);
        Watched watched = await WatchAsync(store, stop.Token);
        proxy.Freeze();
        Task reading = watched.NextAsync();
        Assert.False(reading.IsCompleted);
        Stopwatch clock = Stopwatch.StartNew();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        await watched.DisposeAsync();
        Assert.True(clock.Elapsed < s_limit * 1.5, $"{clock.Elapsed}");
    }

    [Fact(Timeout = 30_000)]
    public async Task Roles_with_rights_on_the_tasks_alone_write_and_watch_in_a_schema_of_any_name()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        const string Schema = "Größe \"1\" x";
        const string Quoted = "\"Größe \"\"1\"\" x\"";
        string database = await server.CreateDatabaseAsync();
        string role = $"watching_{Environment.ProcessId}_{Random.Shared.Next()}";
        await using PostgresTaskStore owner = new();
        await owner.OpenAsync(new ConnectionRequest { ConnectionString = database, Schema = Schema }, Caller, stop);
        await owner.Schema.InitializeAsync(Caller, stop, TestCluster.Distributes);
        await TestServer.ExecuteAsync(database, $"""
            CREATE ROLE {role} LOGIN;
            GRANT USAGE ON SCHEMA {Quoted} TO {role};
            GRANT SELECT, INSERT, UPDATE, DELETE ON {Quoted}.task TO {role};
            GRANT SELECT ON {Quoted}.task_change TO {role}
            """);
        try
        {
            NpgsqlConnectionStringBuilder settings = new(database) { Options = $"-c role={role}" };
            await using PostgresTaskStore store = new();
            await store.OpenAsync(
                new ConnectionRequest { ConnectionString = settings.ConnectionString, Schema = Schema }, Caller, stop);
            await using Watched watched = await WatchAsync(store, stop);
            Assert.NotNull((await store.Tasks.AddAsync([new NewTask { Title = "a" }], Caller, stop))[0].Task);
            Assert.Equal(PgTaskChangeKind.Added, (await watched.NextAsync()).Kind);
            await TestServer.ExecuteAsync(database, $"TRUNCATE {Quoted}.task");
            Assert.Equal(PgTaskChangeKind.Cleared, (await watched.NextAsync()).Kind);
        }
        finally
        {
            await TestServer.ExecuteAsync(database, $"DROP OWNED BY {role}; DROP ROLE {role}");
        }
    }

    [Fact]
    public async Task Copying_tasks_in_goes_on_by_many_rows_at_once()
    {
        string database = await server.CreateDatabaseAsync();
        await using PostgresTaskStore store = await OpenAsync(database);
        // A trigger before a row (1 + 2), as catalog/pg_trigger.h numbers them, would have COPY insert one by one.
        Assert.Equal(0L, await TestServer.ExecuteAsync(
            database, "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'pgtasks.task'::regclass AND tgtype & 3 = 3"));
    }

    private static async Task<long> CountAsync(string database, string table) =>
        (long)(await TestServer.ExecuteAsync(database, $"SELECT count(*) FROM pgtasks.{table}"))!;

    private async Task<PostgresTaskStore> OpenAsync(string connectionString, bool? distribute = null)
    {
        PostgresTaskStore store = new();
        await store.OpenAsync(new ConnectionRequest { ConnectionString = connectionString }, Caller, default);
        await store.Schema.InitializeAsync(Caller, default, distribute ?? TestCluster.Distributes);
        return store;
    }

    private async Task<Watched> WatchAsync(PostgresTaskStore store, CancellationToken stop)
    {
        Watched watched = new(store.Changes.WatchAsync(s_all, Caller, stop).GetAsyncEnumerator(stop));
        await watched.MoveAsync();
        return watched;
    }

    /// <summary>The changes one by one.</summary>
    private sealed class Watched(IAsyncEnumerator<IReadOnlyList<PgTaskChange>> changes) : IAsyncDisposable
    {
        private readonly Queue<PgTaskChange> _read = new();

        public async Task MoveAsync()
        {
            Assert.True(await changes.MoveNextAsync());
            foreach (PgTaskChange change in changes.Current)
            {
                _read.Enqueue(change);
            }
        }

        public async Task<PgTaskChange> NextAsync()
        {
            while (_read.Count == 0)
            {
                await MoveAsync();
            }

            return _read.Dequeue();
        }

        /// <summary>Returns once it waits to be told of the next change.</summary>
        public async Task ReadyAsync(string database)
        {
            Assert.SkipWhen(TestCluster.Distributes, "Nobody is told by another node.");
            do
            {
                await MoveAsync();
            }
            while (true.Equals(await TestServer.ExecuteAsync(database, "SELECT bool_and(NOT waiting) FROM pgtasks.watcher")));
        }

        public ValueTask DisposeAsync() => changes.DisposeAsync();
    }
}
