using System.Globalization;

namespace PgTasks.Tests.Store;

/// <summary>Who takes tasks slowly keeps neither the server from cleaning up nor a connection from others.</summary>
public sealed class SlowConsumerTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, false)]
    [InlineData(PgTaskOrder.Id, true)]
    [InlineData(PgTaskOrder.Due, false)]
    [InlineData(PgTaskOrder.Priority, true)]
    [InlineData(PgTaskOrder.Title, false)]
    [InlineData(PgTaskOrder.Updated, true)]
    public async Task All_tasks_come_once_in_order_from_pages_of_their_own_snapshots(PgTaskOrder? order, bool isDescending)
    {
        await FillAsync(30_000);
        TaskQuery query = new(TaskFilter.Everything) { Order = order, IsDescending = isDescending };
        List<PgTask> expected = await ReadAsync(query);
        await using IAsyncEnumerator<PgTask> tasks = fixture.Store.Tasks.GetAsync(query, fixture.Caller, Stop).GetAsyncEnumerator(Stop);
        Assert.True(await tasks.MoveNextAsync());
        List<long> ids = [tasks.Current.Id];
        await WaitForNoSnapshotAsync();

        // What changes meanwhile is seen, wherever the order would have it now; what is gone does not come.
        long changed = expected[^10].Id;
        long removed = expected[^20].Id;
        await fixture.ExecuteAsync($"""
            UPDATE pgtasks.task SET title = 'A', due = '1999-01-01Z', priority = 'low', description = 'changed' WHERE id = {changed};
            DELETE FROM pgtasks.task WHERE id = {removed};
            INSERT INTO pgtasks.task (title) VALUES ('later')
            """);
        while (await tasks.MoveNextAsync())
        {
            ids.Add(tasks.Current.Id);
            Assert.Equal(tasks.Current.Id == changed, tasks.Current.Description == "changed");
        }

        Assert.Equal(expected.Select(task => task.Id).Where(id => id != removed), ids);
    }

    [Fact]
    public async Task What_a_search_finds_keeps_its_rank_and_place()
    {
        await FillAsync(15_000);
        TaskQuery query = new(TaskFilter.Everything with { Search = "words" });
        PgTaskMatch[] all = [.. (await ReadAsync(query)).Cast<PgTaskMatch>()];
        await using IAsyncEnumerator<PgTask> tasks = fixture.Store.Tasks.GetAsync(query, fixture.Caller, Stop).GetAsyncEnumerator(Stop);
        Assert.True(await tasks.MoveNextAsync());
        List<PgTaskMatch> slowly = [(PgTaskMatch)tasks.Current];
        await WaitForNoSnapshotAsync();
        while (await tasks.MoveNextAsync())
        {
            slowly.Add((PgTaskMatch)tasks.Current);
        }

        Assert.Equal(all.Select(match => (match.Id, match.Rank, match.Headline)), slowly.Select(match => (match.Id, match.Rank, match.Headline)));
    }

    [Fact]
    public async Task A_task_that_no_longer_fits_does_not_come()
    {
        await FillAsync(30_000);
        TaskQuery query = new(TaskFilter.Everything with { Status = [PgTaskStatus.Pending] });
        await using IAsyncEnumerator<PgTask> tasks = fixture.Store.Tasks.GetAsync(query, fixture.Caller, Stop).GetAsyncEnumerator(Stop);
        Assert.True(await tasks.MoveNextAsync());
        await WaitForNoSnapshotAsync();
        await fixture.ExecuteAsync("UPDATE pgtasks.task SET status = 'completed' WHERE id > 15000");
        List<long> ids = [tasks.Current.Id];
        while (await tasks.MoveNextAsync())
        {
            Assert.Equal(PgTaskStatus.Pending, tasks.Current.Status);
            ids.Add(tasks.Current.Id);
        }

        Assert.Equal(Enumerable.Range(1, 15_000).Select(id => (long)id), ids);
    }

    [Fact]
    public async Task A_million_tasks_wait_in_little_memory()
    {
        await FillAsync(1_000_000);
        await using IAsyncEnumerator<PgTask> tasks = fixture.Store.Tasks
            .GetAsync(TaskFilter.Everything, fixture.Caller, Stop).GetAsyncEnumerator(Stop);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Assert.True(await tasks.MoveNextAsync());
        await WaitForNoSnapshotAsync();
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 20_000_000);
        Assert.Equal(0, fixture.Store.GetPool().Busy);
        long last = tasks.Current.Id;
        int count = 1;
        for (; await tasks.MoveNextAsync(); count++)
        {
            Assert.True(last < tasks.Current.Id);
            last = tasks.Current.Id;
        }

        Assert.Equal(1_000_000, count);
    }

    [Fact]
    public async Task An_export_waits_for_its_target_in_little_memory()
    {
        await FillAsync(1_000_000);
        using SlowStream target = new();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Task<long> export = fixture.Store.Files.ExportAsync(
            TaskFilter.Everything, ',', target, new TransferProgress(), fixture.Caller, Stop);
        await target.Waiting.WaitAsync(s_limit, Stop);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 20_000_000);
        Assert.Equal(1, fixture.Store.GetPool().Busy);
        target.Release();
        Assert.Equal(1_000_000, await export);
        Assert.Equal(1_000_000, target.Lines);
    }

    [Fact]
    public async Task What_is_not_taken_to_the_end_is_let_go()
    {
        await FillAsync(30_000);
        await using (IAsyncEnumerator<PgTask> tasks = fixture.Store.Tasks
            .GetAsync(TaskFilter.Everything, fixture.Caller, Stop).GetAsyncEnumerator(Stop))
        {
            Assert.True(await tasks.MoveNextAsync());
        }

        Assert.Equal(0, fixture.Store.GetPool().Busy);
        await WaitForNoSnapshotAsync();
    }

    private async Task<List<PgTask>> ReadAsync(TaskQuery query)
    {
        List<PgTask> tasks = [];
        await foreach (PgTask task in fixture.Store.Tasks.GetAsync(query, fixture.Caller, Stop))
        {
            tasks.Add(task);
        }

        return tasks;
    }

    /// <summary>More than what is on the way can hold.</summary>
    private async Task FillAsync(int count)
    {
        await fixture.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"""
            TRUNCATE pgtasks.task RESTART IDENTITY;
            INSERT INTO pgtasks.task (title, description, priority, due)
            SELECT 'Task ' || i::bigint * 7919 % 10007, repeat('words about it ', {(count < 100_000 ? 60 : 1)}),
                (ARRAY['low', 'normal', 'high', 'urgent'])[i % 4 + 1]::pgtasks.task_priority,
                CASE WHEN i % 9 > 0 THEN now() + i::bigint * 7919 % 10007 * interval '1 minute' END
            FROM generate_series(1, {count}) i
            """));
    }

    private async Task WaitForNoSnapshotAsync()
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(s_limit);
        while ((bool)(await fixture.ExecuteAsync("""
            SELECT EXISTS (
                SELECT FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
                    AND (backend_xmin IS NOT NULL OR state <> 'idle'))
            """))!)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Waits in its first write until it is released.</summary>
    private sealed class SlowStream : MemoryStream
    {
        private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _released = new();

        public Task Waiting => _waiting.Task;

        public long Lines { get; private set; }

        public void Release() => _released.Set();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _waiting.TrySetResult();
            _released.Wait(s_limit);
            Lines += buffer.Count((byte)'\n');
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    }
}
