namespace PgTasks.Tests.Store;

public sealed class TransactionTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static readonly CancellationToken s_none = CancellationToken.None;

    [Fact]
    public async Task A_failed_statement_leaves_the_transaction_usable()
    {
        StoreTransaction transaction = await BeginAsync();
        StoreCaller caller = fixture.Caller with { Transaction = transaction };
        StoreResult[] bad = await fixture.Store.Tasks.AddAsync([new NewTask { Title = " " }], caller, s_none);
        StoreResult[] good = await fixture.Store.Tasks.AddAsync([new NewTask { Title = "after" }], caller, s_none);
        await transaction.CommitAsync(default);
        Assert.NotNull(bad[0].Error);
        Assert.Single(await fixture.Store.Tasks.FindAsync([good[0].Task!.Id], fixture.Caller, s_none), found => found.Task is not null);
    }

    [Fact]
    public async Task A_read_by_cursor_lets_other_statements_in_between()
    {
        NewTask[] tasks = [.. Enumerable.Range(0, 2500).Select(i => new NewTask { Title = $"cursor {i}" })];
        StoreTransaction transaction = await BeginAsync();
        StoreCaller caller = fixture.Caller with { Transaction = transaction };
        await fixture.Store.Tasks.AddAsync(tasks, caller, s_none);
        int completed = 0;
        await foreach (PgTask task in fixture.Store.Tasks.GetAsync(new TaskFilter { Status = [PgTaskStatus.Pending] }, caller, s_none))
        {
            completed += (await fixture.Store.Tasks.CompleteAsync([task.Id], false, caller, s_none)).Count(r => r.Error is null);
        }

        await transaction.RollbackAsync(default);
        Assert.True(completed >= 2500);
        Assert.Equal(0L, await fixture.ExecuteAsync("SELECT count(*) FROM pgtasks.task WHERE title LIKE 'cursor %'"));
    }

    [Fact]
    public async Task A_lost_connection_ends_it_and_says_how_much_was_lost()
    {
        StoreTransaction transaction = await BeginAsync();
        StoreCaller caller = fixture.Caller with { Transaction = transaction };
        await fixture.Store.Tasks.AddAsync([new NewTask { Title = "lost" }], caller, s_none);
        await fixture.ExecuteAsync("""
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE datname = current_database() AND state = 'idle in transaction'
            """);
        PgTaskException error = await Assert.ThrowsAsync<PgTaskException>(
            () => fixture.Store.Tasks.AddAsync([new NewTask { Title = "too late" }], caller, s_none));
        Assert.Equal("TransactionLost", error.ErrorId);
        Assert.True(transaction.IsLost);
        await transaction.RollbackAsync(default);
        Assert.Equal(
            0L, await fixture.ExecuteAsync("SELECT count(*) FROM pgtasks.task WHERE title IN ('lost', 'too late')"));
    }

    [Fact]
    public async Task What_has_ended_takes_no_more_statements()
    {
        StoreTransaction transaction = await BeginAsync();
        await transaction.CommitAsync(default);
        PgTaskException error = await Assert.ThrowsAsync<PgTaskException>(() => fixture.Store.Tasks.AddAsync(
            [new NewTask { Title = "late" }], fixture.Caller with { Transaction = transaction }, s_none));
        Assert.Equal("TransactionEnded", error.ErrorId);
    }

    private Task<StoreTransaction> BeginAsync() =>
        fixture.Store.BeginAsync(new TransactionOptions(null, false, false), fixture.Caller, s_none);
}
