using PgTasks.Postgres;

namespace PgTasks.Tests.Store;

/// <summary>A store with a single connection, so that what one caller leaves on it is the next one's.</summary>
public sealed class ConnectionTests(TestServer server) : IAsyncLifetime
{
    private static readonly CancellationToken s_none = CancellationToken.None;
    private static readonly StoreCaller s_caller = new(_ => { });
    private readonly PostgresTaskStore _store = new();
    private string _database = "";

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync();
        await OpenAsync("");
        await _store.Schema.InitializeAsync(s_caller, s_none, TestCluster.Distributes);
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Theory]
    [InlineData("SET work_mem = '77MB'")]
    [InlineData("SELECT set_config('application_name', 'left over', false)")]
    [InlineData("SELECT pg_advisory_lock(77)")]
    [InlineData("CREATE TEMP TABLE left_over (i int)")]
    [InlineData("PREPARE left_over AS SELECT 1")]
    [InlineData("LISTEN left_over")]
    [InlineData("DECLARE left_over CURSOR WITH HOLD FOR SELECT 1")]
    [InlineData("BEGIN; SET work_mem = '77MB'")]
    [InlineData("BEGIN; SELECT 1 / 0")]
    [InlineData("SELECT pg_advisory_lock(77); SELECT 1 / 0")]
    [InlineData("PREPARE \"left over\" AS SELECT 1; PREPARE left_over AS SELECT 1")]
    public async Task Nothing_that_SQL_leaves_behind_is_there_for_the_next(string sql)
    {
        string before = await GetStateAsync();
        await Record.ExceptionAsync(() => RunAsync(sql));
        Assert.Equal(before, await GetStateAsync());
    }

    [Fact]
    public async Task Nothing_that_a_transaction_leaves_behind_is_there_for_the_next()
    {
        string before = await GetStateAsync();
        StoreTransaction transaction = await _store.BeginAsync(new TransactionOptions(null, false, false), s_caller, s_none);
        await RunAsync("SET work_mem = '77MB'; CREATE TEMP TABLE left_over (i int)", s_caller with { Transaction = transaction });
        await transaction.CommitAsync(default);
        Assert.Equal(before, await GetStateAsync());
    }

    [Fact]
    public async Task The_stores_own_statements_are_prepared_from_the_second_on_and_outlive_a_users_SQL()
    {
        Assert.Equal(0L, await AddAndCountAsync());
        Assert.Equal(1L, await AddAndCountAsync());
        Assert.Equal(1L, await AddAndCountAsync());
        await RunAsync("SELECT 1");
        Assert.Equal(1L, await AddAndCountAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_prepared_statement_outlives_a_column_that_changes_its_type(bool inTransaction)
    {
        long[] ids = [1];
        for (int i = 0; i < 3; i++)
        {
            await _store.Tasks.AddAsync([new NewTask { Title = "one" }], s_caller, s_none);
            await _store.Tasks.FindAsync(ids, s_caller, s_none);
        }

        await TestServer.ExecuteAsync(_database, "ALTER TABLE pgtasks.task ALTER last_error TYPE varchar(500)");
        StoreTransaction? transaction = inTransaction
            ? await _store.BeginAsync(new TransactionOptions(null, false, false), s_caller, s_none)
            : null;
        StoreCaller caller = s_caller with { Transaction = transaction };

        Assert.Equal("one", Assert.Single(await _store.Tasks.FindAsync(ids, caller, s_none)).Task!.Title);
        Assert.Equal(4, Assert.Single(await _store.Tasks.AddAsync([new NewTask { Title = "two" }], caller, s_none)).Task!.Id);
        await (transaction?.CommitAsync(default) ?? Task.CompletedTask);
    }

    [Fact]
    public async Task Nothing_is_prepared_where_the_connection_is_told_not_to_be_reset()
    {
        // As users of a pooler say it.
        await using PostgresTaskStore store = new();
        await OpenAsync("No Reset On Close=true", store);
        for (int i = 0; i < 3; i++)
        {
            await store.Tasks.AddAsync([new NewTask { Title = "one" }], s_caller, s_none);
        }

        Assert.Equal(0L, await CountPreparedAsync(store));
    }

    private Task<ServerFacts> OpenAsync(string more, PostgresTaskStore? store = null) => (store ?? _store).OpenAsync(
        new ConnectionRequest { ConnectionString = $"{_database};Maximum Pool Size=1;{more}" }, s_caller, s_none);

    private async Task<long> AddAndCountAsync()
    {
        await _store.Tasks.AddAsync([new NewTask { Title = "one" }], s_caller, s_none);
        return await CountPreparedAsync(_store);
    }

    private static async Task<long> CountPreparedAsync(PostgresTaskStore store) => (long)(await QueryAsync(
        store, "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%INSERT INTO %.task %'", s_caller))!;

    private async Task<string> GetStateAsync() => (string)(await QueryAsync(
        _store,
        """
        SELECT concat_ws(' ', current_setting('work_mem'), current_setting('application_name'),
            (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()),
            (SELECT count(*) FROM pg_class WHERE relname = 'left_over'),
            (SELECT count(*) FROM pg_prepared_statements WHERE from_sql),
            (SELECT count(*) FROM pg_listening_channels()),
            (SELECT count(*) FROM pg_cursors WHERE name = 'left_over'),
            now() = statement_timestamp(),
            pg_backend_pid())
        """,
        s_caller))!;

    private Task RunAsync(string sql, StoreCaller? caller = null) =>
        _store.Sql.ExecuteAsync(new SqlCall(_store.Sql.Parse(sql, caller ?? s_caller), Timeout: null, CountsOnly: true), [], caller ?? s_caller, s_none);

    private static async Task<object?> QueryAsync(PostgresTaskStore store, string sql, StoreCaller caller)
    {
        SqlCall call = new(store.Sql.Parse(sql, caller), Timeout: null, CountsOnly: false);
        await foreach (SqlRow row in store.Sql.QueryAsync(call, [], caller, s_none))
        {
            return row.Values[0];
        }

        return null;
    }
}
