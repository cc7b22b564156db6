using PgTasks.Postgres;

namespace PgTasks.Tests.Store;

/// <summary>What a runspace's own SQL leaves on its connection lasts there, and nowhere else.</summary>
public sealed class KeptConnectionTests(TestServer server) : IAsyncLifetime
{
    private const string Settings = "SET work_mem = '77MB'";
    private static readonly CancellationToken s_none = CancellationToken.None;
    private static readonly TransactionOptions s_plain = new(null, false, false);
    private readonly List<StoreNotice> _notices = [];
    private readonly PostgresTaskStore _store = new();
    private string _database = "";

    private StoreCaller Owner => new(_notices.Add, KeepsConnection: true);

    private StoreCaller Other => new(_notices.Add);

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync();
        await _store.OpenAsync(new ConnectionRequest { ConnectionString = $"{_database};Maximum Pool Size=3" }, Other, s_none);
        await _store.Schema.InitializeAsync(Other, s_none, TestCluster.Distributes);
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Theory]
    [InlineData("SET work_mem = '77MB'", "SELECT current_setting('work_mem') = '77MB'")]
    [InlineData("SELECT set_config('work_mem', '77MB', false)", "SELECT current_setting('work_mem') = '77MB'")]
    [InlineData("CREATE TEMP TABLE left_over (i int)", "SELECT to_regclass('left_over') IS NOT NULL")]
    [InlineData("LISTEN left_over", "SELECT count(*) = 1 FROM pg_listening_channels()")]
    [InlineData("PREPARE left_over AS SELECT 1", "SELECT count(*) = 1 FROM pg_prepared_statements WHERE name = 'left_over'")]
    [InlineData("DECLARE left_over CURSOR WITH HOLD FOR SELECT 1", "SELECT count(*) = 1 FROM pg_cursors WHERE name = 'left_over'")]
    [InlineData("SELECT pg_advisory_lock(77)",
        "SELECT count(*) = 1 FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")]
    public async Task It_lasts_in_the_same_runspace_is_missed_once_when_lost_and_reaches_nobody_else(string leave, string isThere)
    {
        await RunAsync(leave, Owner);
        Assert.Equal(true, await QueryAsync(isThere, Owner));
        Assert.Equal(false, await QueryAsync(isThere, Other));
        Assert.Equal(true, await QueryAsync(isThere, Owner));

        await EndAsync(await QueryAsync("SELECT pg_backend_pid()", Owner));
        await Record.ExceptionAsync(() => QueryAsync("SELECT 1", Owner));
        PgTaskException lost = await Assert.ThrowsAsync<PgTaskException>(() => QueryAsync("SELECT 1", Owner));
        Assert.Equal("SettingsLost", lost.ErrorId);
        Assert.False(lost.IsTransient);
        Assert.Equal(false, await QueryAsync(isThere, Owner));
    }

    [Fact]
    public async Task It_is_missed_before_anything_is_sent_where_it_was_lost_while_idle()
    {
        await RunAsync(Settings, Owner);
        await EndAsync(await QueryAsync("SELECT pg_backend_pid()", Owner));
        await Task.Delay(1100, TestContext.Current.CancellationToken);
        PgTaskException lost = await Assert.ThrowsAsync<PgTaskException>(() => QueryAsync("SELECT 1", Owner));
        Assert.Equal("SettingsLost", lost.ErrorId);
    }

    [Theory]
    [InlineData("SELECT 1")]
    [InlineData("SET LOCAL work_mem = '77MB'; SELECT 1")]
    [InlineData("SET work_mem = '77MB'; SELECT 1 / 0")]
    [InlineData("CREATE TABLE temporary_no (i int); DROP TABLE temporary_no")]
    [InlineData("DISCARD ALL")]
    public async Task A_lost_connection_that_held_nothing_is_replaced_in_silence(string sql)
    {
        if (sql == "DISCARD ALL")
        {
            await RunAsync(Settings, Owner);
        }

        await Record.ExceptionAsync(() => RunAsync(sql, Owner));
        Assert.Equal("4MB", await QueryAsync("SHOW work_mem", Owner));
        await EndAsync(await QueryAsync("SELECT pg_backend_pid()", Owner));
        await Task.Delay(1100, TestContext.Current.CancellationToken);
        Exception? error = await Record.ExceptionAsync(() => QueryAsync("SELECT 1", Owner));
        // What was rolled back is not known to have been.
        Assert.Equal(sql.Contains("/ 0", StringComparison.Ordinal), error is PgTaskException { ErrorId: "SettingsLost" });
        Assert.Equal(1, await QueryAsync("SELECT 1", Owner));
    }

    [Fact]
    public async Task A_transaction_runs_on_it_and_its_settings_and_tables_stay_once_it_has_committed()
    {
        await RunAsync("CREATE TEMP TABLE left_over (i int)", Owner);
        StoreTransaction transaction = await _store.BeginAsync(s_plain, Owner, s_none);
        StoreCaller inside = Owner with { Transaction = transaction };
        await RunAsync("INSERT INTO left_over VALUES (1); SET work_mem = '77MB'", inside);
        await _store.Tasks.AddAsync([new NewTask { Title = "one" }], inside, s_none);
        Assert.Equal("4MB", await QueryAsync("SHOW work_mem", Other));
        await transaction.CommitAsync();
        Assert.Equal(1L, await QueryAsync("SELECT count(*) FROM left_over", Owner));
        Assert.Equal("77MB", await QueryAsync("SHOW work_mem", Owner));

        transaction = await _store.BeginAsync(s_plain, Owner, s_none);
        await RunAsync("INSERT INTO left_over VALUES (2); SET work_mem = '5MB'", Owner with { Transaction = transaction });
        await transaction.RollbackAsync();
        Assert.Equal("77MB", await QueryAsync("SHOW work_mem", Owner));
        Assert.Equal(1L, await QueryAsync("SELECT count(*) FROM left_over", Owner));
    }

    [Fact]
    public async Task Rows_are_staged_in_a_temporary_table_and_exported_from_it()
    {
        await RunAsync("CREATE TEMP TABLE stage (i int)", Owner);
        await using (TableCopy copy = await _store.Sql.BeginCopyAsync(new CopyRequest("stage", ["i"], false, false), Owner, s_none))
        {
            await copy.WriteAsync(["1"], "1", s_none);
            await copy.WriteAsync(["2"], "2", s_none);
            Assert.Equal(2, await copy.CompleteAsync(s_none));
        }

        await using (TableCopy dropped = await _store.Sql.BeginCopyAsync(new CopyRequest("stage", ["i"], false, false), Owner, s_none))
        {
            await dropped.WriteAsync(["3"], "3", s_none);
        }

        await RunAsync("INSERT INTO pgtasks.task (title) SELECT i::text FROM stage", Owner);
        Assert.Equal(2L, await QueryAsync("SELECT count(*) FROM pgtasks.task", Other));
        using MemoryStream file = new();
        await _store.Sql.ExportAsync(new CsvExport("stage", null, ',', false), file, Owner, s_none);
        Assert.Equal("1\n2\n"u8.ToArray(), file.ToArray());
    }

    [Fact]
    public async Task A_query_within_the_rows_of_another_gets_a_connection_of_the_pool()
    {
        await RunAsync(Settings, Owner);
        await foreach (SqlRow row in _store.Sql.QueryAsync(Call("SELECT 1", Owner), [], Owner, s_none))
        {
            Assert.Equal("4MB", await QueryAsync("SHOW work_mem", Owner));
            Assert.Equal(1, row.Values[0]);
        }

        Assert.Equal("77MB", await QueryAsync("SHOW work_mem", Owner));
    }

    [Fact]
    public async Task After_a_stop_the_next_query_waits_for_it()
    {
        await RunAsync(Settings, Owner);
        using CancellationTokenSource stop = new();
        Task sleeping = _store.Sql.ExecuteAsync(Call("SELECT pg_sleep(60)", Owner), [], Owner, stop.Token);
        await WaitForAsync("SELECT count(*) = 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'");
        await stop.CancelAsync();
        Assert.Equal("77MB", await QueryAsync("SHOW work_mem", Owner));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sleeping);
    }

    [Theory]
    [InlineData("BEGIN; SELECT 1 / 0; COMMIT")]
    [InlineData("SELECT pg_advisory_xact_lock(77); SELECT 1 / 0")]
    [InlineData("BEGIN; SELECT pg_advisory_xact_lock(77); SELECT 1 / 0; COMMIT")]
    public async Task No_transaction_of_failed_SQL_stays_open(string sql)
    {
        await Assert.ThrowsAnyAsync<Exception>(() => RunAsync(sql, Owner));
        Assert.NotEqual(await QueryAsync("SELECT now()", Owner), await QueryAsync("SELECT now()", Owner));
        Assert.Equal(0L, await QueryAsync("""
            SELECT count(*) FROM pg_locks
            WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """, Owner));
    }

    [Fact]
    public async Task What_is_prepared_outlives_a_users_discarding()
    {
        for (int i = 0; i < 3; i++)
        {
            foreach (string sql in (string[])["DISCARD ALL", "DEALLOCATE ALL"])
            {
                StoreTransaction transaction = await _store.BeginAsync(s_plain, Owner, s_none);
                await _store.Tasks.AddAsync([new NewTask { Title = "one" }], Owner with { Transaction = transaction }, s_none);
                await transaction.CommitAsync();
                await RunAsync(sql, Owner);
            }
        }

        Assert.Equal(6L, await QueryAsync("SELECT count(*) FROM pgtasks.task", Owner));
    }

    [Fact]
    public async Task Backslashes_are_read_and_texts_come_as_the_connection_has_it()
    {
        await RunAsync("SET standard_conforming_strings = off; SET escape_string_warning = off", Owner);
        Assert.Equal("it's", await QueryAsync(@"SELECT 'it\'s'", Owner));
        Assert.Equal(@"it\", await QueryAsync(@"SELECT 'it\'", Other));
        await RunAsync("SET client_encoding = 'LATIN1'", Owner);
        Assert.Equal("ä€", await QueryAsync("SELECT 'ä€'", Owner));
    }

    [Fact]
    public async Task What_was_heard_is_told_with_the_next_query()
    {
        await RunAsync("LISTEN heard", Owner);
        await RunAsync("NOTIFY heard, 'a payload'", Other);
        _notices.Clear();
        await QueryAsync("SELECT 1", Owner);
        StoreNotice notice = Assert.Single(_notices);
        Assert.Equal(NoticeLevel.Information, notice.Level);
        Assert.Contains("a payload", notice.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_pool_of_one_is_enough_and_what_it_gave_up_is_missed(bool holds)
    {
        await using PostgresTaskStore store = new();
        await store.OpenAsync(
            new ConnectionRequest { ConnectionString = $"{_database};Maximum Pool Size=1;Timeout=5" }, Other, s_none);
        await QueryAsync(holds ? Settings : "SELECT 1", Owner, store);
        Assert.Equal(1, store.GetPool().Busy);
        await store.Tasks.AddAsync([new NewTask { Title = "one" }], Owner, s_none);
        Assert.Equal((1, 0), (store.GetPool().Idle, store.GetPool().Busy));
        Exception? error = await Record.ExceptionAsync(() => QueryAsync("SELECT 1", Owner, store));
        Assert.Equal(holds ? "SettingsLost" : null, (error as PgTaskException)?.ErrorId);
        Assert.Equal("4MB", await QueryAsync("SHOW work_mem", Owner, store));

        // In use when somebody comes, it is given up at its end.
        Task<object?> sleeping = QueryAsync("SELECT pg_sleep(0.5)", Owner, store);
        Assert.Equal("4MB", await QueryAsync("SHOW work_mem", Other, store));
        await sleeping;
        Assert.Equal("4MB", await QueryAsync("SHOW work_mem", Owner, store));
    }

    [Fact]
    public async Task It_ends_with_the_session()
    {
        PostgresTaskStore store = new();
        await store.OpenAsync(new ConnectionRequest { ConnectionString = $"{_database};Application Name=ending" }, Other, s_none);
        await QueryAsync(Settings, Owner, store);
        await store.DisposeAsync();
        await WaitForAsync("SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name = 'ending'");
    }

    private static SqlCall Call(string sql, StoreCaller caller, PostgresTaskStore store) =>
        new(store.Sql.Parse(sql, caller), Timeout: null, CountsOnly: false);

    private SqlCall Call(string sql, StoreCaller caller) => Call(sql, caller, _store);

    private Task RunAsync(string sql, StoreCaller caller) => _store.Sql.ExecuteAsync(Call(sql, caller), [], caller, s_none);

    private Task EndAsync(object? process) => TestServer.ExecuteAsync(_database, $"SELECT pg_terminate_backend({process}, 10000)");

    private async Task WaitForAsync(string condition)
    {
        while (!(bool)(await TestServer.ExecuteAsync(_database, condition))!)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private async Task<object?> QueryAsync(string sql, StoreCaller caller, PostgresTaskStore? store = null)
    {
        object? first = null;
        await foreach (SqlRow row in (store ?? _store).Sql.QueryAsync(Call(sql, caller, store ?? _store), [], caller, s_none))
        {
            first ??= row.Values[0];
        }

        return first;
    }
}
