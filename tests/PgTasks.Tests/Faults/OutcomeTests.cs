using System.Data.Common;
using PgTasks.Postgres;

namespace PgTasks.Tests.Faults;

/// <summary>A connection is lost after the server has done something, and before it could say so.</summary>
[Trait("Category", "Faults")]
public sealed class OutcomeTests(TestServer server) : IAsyncLifetime
{
    private static readonly StoreCaller s_caller = new(_ => { });
    private readonly PostgresTaskStore _store = new();
    private string _database = "";
    private FaultProxy _proxy = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync();
        _proxy = new FaultProxy(_database);
        await _store.OpenAsync(new ConnectionRequest { ConnectionString = _proxy.ConnectionString }, s_caller, default);
        await _store.Schema.InitializeAsync(s_caller, default, TestCluster.Distributes);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _proxy.Dispose();
    }

    [Fact]
    public async Task One_record_is_told_as_unknown()
    {
        _proxy.LoseReplyTo("INSERT INTO");
        BatchException lost = await Assert.ThrowsAsync<BatchException>(() => AddAsync(1));
        AssertUnknown(lost.InnerException);
        Assert.Equal(1, lost.Unknown);
        Assert.Equal(1L, await CountAsync());
    }

    [Fact]
    public async Task Many_records_are_told_as_stored_where_they_were()
    {
        _proxy.LoseReplyTo("COMMIT\0");
        StoreResult[] results = await AddAsync(100);
        Assert.All(results, result => Assert.NotNull(result.Task));
        Assert.True(_proxy.Lost.IsCompleted);
        Assert.Equal(100L, await CountAsync());
    }

    [Fact]
    public async Task Many_records_are_told_as_unknown_where_nobody_can_be_asked()
    {
        _proxy.LoseReplyTo("COMMIT\0", thenRefuses: true);
        BatchException lost = await Assert.ThrowsAsync<BatchException>(() => AddAsync(100));
        AssertUnknown(lost.InnerException);
        Assert.Equal(100, lost.Unknown);
        Assert.Equal(100L, await CountAsync());
    }

    [Fact]
    public async Task Many_records_are_told_as_lost_where_they_were()
    {
        await TestServer.ExecuteAsync(_database, """
            CREATE FUNCTION wait_for_the_cut() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN PERFORM pg_notify(''reached'', ''''), pg_sleep(60); RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER wait_for_the_cut AFTER INSERT ON pgtasks.task DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION wait_for_the_cut()
            """);
        Task<StoreResult[]> adding = AddAsync(2);
        object? process;
        while ((process = await TestServer.ExecuteAsync(_database, """
            SELECT pid FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event = 'PgSleep'
            """)) is null)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        _proxy.Cut();
        await TestServer.ExecuteAsync(_database, $"SELECT pg_terminate_backend({process})");
        DbException error = await Assert.ThrowsAnyAsync<DbException>(() => adding);
        Assert.True(error.IsTransient);
        Assert.Equal(0L, await CountAsync());
    }

    [Theory]
    [InlineData("UPDATE", "complete")]
    [InlineData("UPDATE", "set")]
    [InlineData("UPDATE", "restart")]
    [InlineData("DELETE", "remove")]
    public async Task A_change_is_told_as_unknown(string statement, string change)
    {
        await AddAsync(3);
        foreach (bool many in (bool[])[false, true])
        {
            long[] ids = many ? [1, 2] : [3];
            _proxy.LoseReplyTo(many ? "COMMIT\0" : statement, thenRefuses: many);
            BatchException lost = await Assert.ThrowsAsync<BatchException>(() => change switch
            {
                "complete" => _store.Tasks.CompleteAsync(ids, false, s_caller, default),
                "restart" => _store.Tasks.RestartAsync(ids, false, s_caller, default),
                "remove" => _store.Tasks.RemoveAsync(ids, false, s_caller, default),
                _ => _store.Tasks.SetAsync(
                    ids,
                    new TaskChange { Fields = new Dictionary<TaskField, object?> { [TaskFields.All[1]] = "new" } },
                    false,
                    s_caller,
                    default),
            });
            AssertUnknown(lost.InnerException);
            Assert.Equal(ids.Length, lost.Unknown);
        }
    }

    [Theory]
    [InlineData("INSERT INTO pgtasks.task (title) VALUES ('by hand')", true)]
    [InlineData("SELECT pg_advisory_lock(1)", false)]
    public async Task A_users_statement_is_told_as_unknown_where_it_may_have_changed_something(string sql, bool changes)
    {
        _proxy.LoseReplyTo(sql);
        SqlCall call = new(_store.Sql.Parse(sql, s_caller), Timeout: null, CountsOnly: true);
        Exception error = (await Record.ExceptionAsync(() => _store.Sql.ExecuteAsync(call, [], s_caller, default)))!;
        if (changes)
        {
            AssertUnknown(error);
            Assert.Equal(1L, await CountAsync());
        }
        else
        {
            Assert.True(Assert.IsAssignableFrom<DbException>(error).IsTransient);
        }
    }

    [Fact]
    public async Task A_users_rows_of_what_it_changed_are_told_as_unknown()
    {
        const string Sql = "INSERT INTO pgtasks.task (title) VALUES ('by hand') RETURNING id";
        SqlCall call = new(_store.Sql.Parse(Sql, s_caller), Timeout: null, CountsOnly: false);
        _proxy.LoseReplyTo(Sql, times: 2);
        AssertUnknown(await Record.ExceptionAsync(async () =>
        {
            await foreach (SqlRow row in _store.Sql.QueryAsync(call, [], s_caller, default))
            {
                Assert.Single(row.Values);
            }
        }));
        Assert.Equal(1L, await CountAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_transaction_finds_out_whether_it_was_committed(bool thenRefuses)
    {
        StoreTransaction transaction = await _store.BeginAsync(new TransactionOptions(null, false, false), s_caller, default);
        await _store.Tasks.AddAsync([new NewTask { Title = "in it" }], s_caller with { Transaction = transaction }, default);
        _proxy.LoseReplyTo("COMMIT\0", thenRefuses: thenRefuses);
        if (thenRefuses)
        {
            PgTaskException error = await Assert.ThrowsAsync<PgTaskException>(() => transaction.CommitAsync(default));
            Assert.Equal("CommitUnknown", error.ErrorId);
            Assert.False(error.IsTransient);
        }
        else
        {
            await transaction.CommitAsync(default);
        }

        Assert.Equal(1L, await CountAsync());
    }

    [Fact]
    public async Task A_transaction_that_was_not_committed_is_told_as_lost_and_may_be_run_again()
    {
        StoreTransaction transaction = await _store.BeginAsync(new TransactionOptions(null, false, false), s_caller, default);
        await _store.Tasks.AddAsync([new NewTask { Title = "in it" }], s_caller with { Transaction = transaction }, default);
        _proxy.LoseRequest("COMMIT\0");
        PgTaskException lost = await Assert.ThrowsAsync<PgTaskException>(() => transaction.CommitAsync(default));
        // What -RetryCount runs again.
        Assert.Equal("TransactionLost", lost.ErrorId);
        Assert.True(lost.IsTransient);
        Assert.True(_proxy.Lost.IsCompleted);
        Assert.Equal(0L, await CountAsync());
    }

    [Fact]
    public async Task A_copy_that_was_not_committed_is_told_as_failed()
    {
        await using TableCopy copy = await _store.Sql.BeginCopyAsync(
            new CopyRequest("pgtasks.task", ["title"], false, false), s_caller, default);
        await copy.WriteAsync(["one"], "one", default);
        _proxy.LoseRequest("COMMIT\0");
        DbException error = await Assert.ThrowsAnyAsync<DbException>(() => copy.CompleteAsync(default));
        Assert.True(error.IsTransient);
        Assert.Equal(0L, await CountAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_import_finds_out_whether_it_was_committed(bool thenRefuses)
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "Title\none\ntwo\n", TestContext.Current.CancellationToken);
        ImportRequest request = new() { File = file, Format = PgTaskFileFormat.Csv };
        _proxy.LoseReplyTo("COMMIT\0", thenRefuses: thenRefuses);
        Task<ImportCount> import = _store.Files.ImportAsync(request, s_caller, default);
        if (thenRefuses)
        {
            AssertUnknown(await Record.ExceptionAsync(() => import));
        }
        else
        {
            Assert.Equal(2, (await import).Imported);
        }

        Assert.Equal(2L, await CountAsync());
        File.Delete(file);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_copy_finds_out_whether_it_was_committed(bool thenRefuses)
    {
        await using TableCopy copy = await _store.Sql.BeginCopyAsync(
            new CopyRequest("pgtasks.task", ["title"], false, false), s_caller, default);
        await copy.WriteAsync(["one"], "one", default);
        await copy.WriteAsync(["two"], "two", default);
        _proxy.LoseReplyTo("COMMIT\0", thenRefuses: thenRefuses);
        Task<long> completing = copy.CompleteAsync(default);
        if (thenRefuses)
        {
            AssertUnknown(await Record.ExceptionAsync(() => completing));
        }
        else
        {
            Assert.Equal(2, await completing);
        }

        Assert.Equal(2L, await CountAsync());
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, true)]
    [InlineData(9, true)]
    [InlineData(9, false)]
    [InlineData(25, true)]
    public async Task What_is_stored_is_told_however_bad_the_records(int commits, bool thenRefuses)
    {
        BatchSender<NewTask> sender = new(batch => _store.Tasks.AddAsync(batch, s_caller, default));
        _proxy.LoseReplyTo("COMMIT\0", commits, thenRefuses);
        for (int i = 0; i < 6000; i++)
        {
            sender.Post(new NewTask { Title = i % 100 == 50 ? $"bad\0{i}" : $"t{i}" });
        }

        sender.WaitForAll();
        long told = 0;
        Exception? failure = Record.Exception(() =>
        {
            while (sender.TryTake(out _, out StoreResult result))
            {
                told += result.Task is null ? 0 : 1;
            }
        });
        Assert.True(_proxy.Lost.IsCompleted);
        Assert.Equal(thenRefuses, failure is not null);
        Assert.Equal(told, sender.Stored);
        long stored = (long)(await CountAsync())!;
        Assert.Equal(stored, told + (thenRefuses ? sender.Unknown.Count : 0));
        Assert.True(thenRefuses || stored == 5940);
    }

    private static void AssertUnknown(Exception? error)
    {
        PgTaskException unknown = Assert.IsType<PgTaskException>(error);
        Assert.Equal("OutcomeUnknown", unknown.ErrorId);
        Assert.False(unknown.IsTransient);
    }

    private Task<StoreResult[]> AddAsync(int count) => _store.Tasks.AddAsync(
        [.. Enumerable.Range(1, count).Select(i => new NewTask { Title = $"t{i}" })], s_caller, default);

    private Task<object?> CountAsync() => TestServer.ExecuteAsync(_database, "SELECT count(*) FROM pgtasks.task");
}
