using Npgsql;

namespace PgTasks.Tests.Store;

/// <summary>Sessions that complete, link and remove tasks at once.</summary>
public sealed class ConcurrentDependencyTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static readonly CancellationToken s_none = CancellationToken.None;

    [Fact]
    public async Task However_many_complete_what_a_task_waits_for_at_once_it_is_ready_then()
    {
        for (int round = 0; round < 50; round++)
        {
            long[] first = await AddAsync(8);
            long task = await AddAsync(first);
            await Task.WhenAll(first.Select(id => Task.Run(
                () => fixture.Store.Tasks.CompleteAsync([id], false, fixture.Caller, s_none))));
            Assert.Equal(0, await fixture.ExecuteAsync($"SELECT blockers FROM pgtasks.task WHERE id = {task}"));
        }

        await AssertLinksAsync();
    }

    [Fact]
    public async Task Of_two_that_would_close_a_circle_at_once_exactly_one_succeeds()
    {
        for (int round = 0; round < 30; round++)
        {
            long[] ids = await AddAsync(2);
            StoreResult[][] results = await Task.WhenAll(
                Task.Run(() => SetAsync(ids[0], ids[1])), Task.Run(() => SetAsync(ids[1], ids[0])));
            Exception error = Assert.Single(results, result => result[0].Error is not null)[0].Error!;
            Assert.Equal("TaskCycle", ErrorRecords.Create(error, null).FullyQualifiedErrorId);
        }
    }

    [Fact]
    public async Task A_transaction_with_an_older_snapshot_closes_no_circle()
    {
        // 0 on 1 and 2 on 3 are there; 1 on 2 and 3 on 0 would close it without a task in common.
        long[] ids = await AddAsync(4);
        await SetAsync(ids[0], ids[1]);
        await SetAsync(ids[2], ids[3]);
        await using NpgsqlConnection connection = await BeginAsync();
        await SetAsync(ids[1], ids[2]);
        PostgresException error = await Assert.ThrowsAsync<PostgresException>(
            () => RunAsync(connection, $"UPDATE pgtasks.task SET depends_on = ARRAY[{ids[0]}] WHERE id = {ids[3]}"));
        Assert.Equal(PostgresErrorCodes.SerializationFailure, error.SqlState);
    }

    [Fact]
    public async Task A_transaction_with_an_older_snapshot_completes_nothing_that_is_waited_for_since()
    {
        long[] ids = await AddAsync(2);
        await SetAsync(ids[0], ids[1]);
        await SetAsync(ids[0]);
        await using NpgsqlConnection connection = await BeginAsync();
        await SetAsync(ids[0], ids[1]);
        PostgresException error = await Assert.ThrowsAsync<PostgresException>(
            () => RunAsync(connection, $"UPDATE pgtasks.task SET status = 'completed' WHERE id = {ids[1]}"));
        Assert.Equal(PostgresErrorCodes.SerializationFailure, error.SqlState);
    }

    [Fact]
    public async Task A_task_made_to_wait_for_one_that_is_being_completed_is_ready_when_that_is_done()
    {
        long[] ids = await AddAsync(2);
        await using NpgsqlConnection connection = await BeginAsync("READ COMMITTED");
        await RunAsync(connection, $"UPDATE pgtasks.task SET status = 'completed' WHERE id = {ids[1]}");
        Task<StoreResult[]> setting = SetAsync(ids[0], ids[1]);
        await WaitForLockAsync();
        await RunAsync(connection, "COMMIT");
        Assert.Null((await setting)[0].Error);
        Assert.Equal(0, await fixture.ExecuteAsync($"SELECT blockers FROM pgtasks.task WHERE id = {ids[0]}"));
        await AssertLinksAsync();
    }

    [Fact]
    public async Task A_task_made_to_wait_for_one_that_is_being_removed_is_refused()
    {
        long[] ids = await AddAsync(2);
        await using NpgsqlConnection connection = await BeginAsync("READ COMMITTED");
        await RunAsync(connection, $"DELETE FROM pgtasks.task WHERE id = {ids[1]}");
        Task<StoreResult[]> setting = SetAsync(ids[0], ids[1]);
        await WaitForLockAsync();
        await RunAsync(connection, "COMMIT");
        Assert.Equal("TaskNotFound", ErrorRecords.Create((await setting)[0].Error!, null).FullyQualifiedErrorId);
    }

    [Fact]
    public async Task Batches_that_cross_end_with_everything_in_line()
    {
        for (int round = 0; round < 5; round++)
        {
            long[] first = await AddAsync(40);
            for (int i = 0; i < 20; i++)
            {
                await AddAsync([first[i], first[39 - i], first[(i * 7) % 40]]);
            }

            StoreResult[][] results = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() =>
                i == 3
                    ? fixture.Store.Tasks.RemoveAsync([.. first.Where((_, n) => n % 4 == 3)], false, fixture.Caller, s_none)
                    : fixture.Store.Tasks.CompleteAsync([.. first.Where((_, n) => n % 4 == i)], false, fixture.Caller, s_none))));
            Assert.DoesNotContain(results.SelectMany(result => result), result => result.Error is not null);
            Assert.Equal(0L, await fixture.ExecuteAsync("SELECT count(*) FROM pgtasks.task WHERE title = 'dependent' AND blockers > 0"));
            await AssertLinksAsync();
        }
    }

    private async Task<long[]> AddAsync(int count) => [.. (await fixture.Store.Tasks.AddAsync(
        [.. Enumerable.Range(0, count).Select(i => new NewTask { Title = $"t{i}" })], fixture.Caller, s_none))
        .Select(result => result.Task!.Id)];

    private async Task<long> AddAsync(long[] dependsOn) => (await fixture.Store.Tasks.AddAsync(
        [new NewTask { Title = "dependent", DependsOn = dependsOn }], fixture.Caller, s_none))[0].Task!.Id;

    private Task<StoreResult[]> SetAsync(long id, params long[] dependsOn) => fixture.Store.Tasks.SetAsync(
        [id],
        new TaskChange { Fields = new Dictionary<TaskField, object?> { [TaskFields.Find("DependsOn")!] = dependsOn } },
        false,
        fixture.Caller,
        s_none);

    /// <summary>A transaction that has its snapshot.</summary>
    private async Task<NpgsqlConnection> BeginAsync(string level = "REPEATABLE READ")
    {
        NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(fixture.ConnectionString)
        {
            Pooling = false,
            ApplicationName = "other",
        }.ConnectionString);
        await connection.OpenAsync(s_none);
        await RunAsync(connection, $"BEGIN ISOLATION LEVEL {level}; SELECT count(*) FROM pgtasks.task");
        return connection;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync(s_none);
    }

    private Task<object?> WaitForLockAsync() => fixture.ExecuteAsync($"""
        DO $$ BEGIN
            WHILE NOT EXISTS (SELECT FROM {TestCluster.Activity} WHERE datname = current_database() AND wait_event_type = 'Lock') LOOP
                PERFORM pg_stat_clear_snapshot();
            END LOOP;
        END $$
        """);

    private async Task AssertLinksAsync() =>
        Assert.Equal(0L, await fixture.ExecuteAsync(DependencyTests.RelationsThatDiffer));
}
