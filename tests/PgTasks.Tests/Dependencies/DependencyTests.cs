using Npgsql;

namespace PgTasks.Tests.Store;

/// <summary>What depends on what, as the database keeps it whoever writes.</summary>
public sealed class DependencyTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static readonly CancellationToken s_none = CancellationToken.None;

    [Fact]
    public async Task A_task_waits_until_the_last_of_those_that_it_depends_on_is_done_called_off_or_removed()
    {
        long[] first = await AddAsync(4);
        long task = await AddAsync(first);
        Assert.Equal(first, (await FindAsync(task)).BlockedBy);
        Assert.Equal([task], (await FindAsync(first[0])).Blocking);
        await fixture.Store.Tasks.CompleteAsync([first[0], first[1]], false, fixture.Caller, s_none);
        await ExecuteAsync($"UPDATE pgtasks.task SET status = 'cancelled' WHERE id = {first[2]}");
        Assert.Equal([first[3]], (await FindAsync(task)).BlockedBy);
        Assert.Equal(1, await BlockersAsync(task));
        await fixture.Store.Tasks.RemoveAsync([first[3]], false, fixture.Caller, s_none);
        PgTask ready = await FindAsync(task);
        Assert.Equal((0, false), (await BlockersAsync(task), ready.Blocked));
        Assert.Equal(first[..3], ready.DependsOn);
        await fixture.Store.Tasks.RestartAsync([first[0], first[2]], false, fixture.Caller, s_none);
        Assert.Equal([first[0], first[2]], (await FindAsync(task)).BlockedBy);
        await AssertLinksAsync();
    }

    [Fact]
    public async Task What_is_ended_waits_for_nothing_and_nothing_waits_for_it()
    {
        long[] first = await AddAsync(1);
        long task = await AddAsync(first);
        await fixture.Store.Tasks.CompleteAsync([task], false, fixture.Caller, s_none);
        Assert.False((await FindAsync(task)).Blocked);
        Assert.Empty((await FindAsync(first[0])).Blocking);
        await fixture.Store.Tasks.RestartAsync([task], false, fixture.Caller, s_none);
        Assert.Equal(first, (await FindAsync(task)).BlockedBy);
        Assert.Equal([task], (await FindAsync(first[0])).Blocking);
    }

    [Theory]
    [InlineData("UPDATE pgtasks.task SET depends_on = ARRAY[{0}] WHERE id = {0}")]
    [InlineData("UPDATE pgtasks.task SET depends_on = ARRAY[{2}] WHERE id = {0}")]
    [InlineData("UPDATE pgtasks.task SET depends_on = ARRAY[{3}, {1}] WHERE id = {0}")]
    [InlineData("UPDATE pgtasks.task SET depends_on = ARRAY[CASE id WHEN {3} THEN {4} ELSE {3} END] WHERE id IN ({3}, {4})")]
    [InlineData("INSERT INTO pgtasks.task (id, title, depends_on) VALUES ({4} + 1000000, 'itself', ARRAY[{4} + 1000000])")]
    public async Task A_circle_is_refused(string sql)
    {
        long[] ids = await AddChainAsync(3);
        long[] others = await AddAsync(2);
        PostgresException error = await Assert.ThrowsAsync<PostgresException>(
            () => ExecuteAsync(string.Format(null, sql, [.. ids, .. others])));
        Assert.StartsWith("TaskCycle", ErrorRecords.Create(error, null).FullyQualifiedErrorId, StringComparison.Ordinal);
        await AssertLinksAsync();
    }

    [Fact]
    public async Task A_task_that_does_not_exist_is_refused_for_the_one_that_names_it_alone()
    {
        NewTask[] tasks = [.. Enumerable.Range(0, 20).Select(i => new NewTask
        {
            Title = $"t{i}",
            DependsOn = i == 7 ? [long.MaxValue] : [],
        })];
        StoreResult[] results = await fixture.Store.Tasks.AddAsync(tasks, fixture.Caller, s_none);
        Assert.Equal([7], Enumerable.Range(0, 20).Where(i => results[i].Error is not null));
        Assert.Equal("TaskNotFound", ErrorRecords.Create(results[7].Error!, null).FullyQualifiedErrorId);
    }

    [Fact]
    public async Task What_was_added_and_changed_says_what_it_waits_for()
    {
        long[] first = await AddAsync(3);
        await fixture.Store.Tasks.CompleteAsync([first[0]], false, fixture.Caller, s_none);
        StoreResult[] added = await fixture.Store.Tasks.AddAsync(
            [new NewTask { Title = "a", DependsOn = first }, new NewTask { Title = "b" }], fixture.Caller, s_none);
        Assert.Equal((3, 2, 0), (added[0].Task!.DependsOn.Length, added[0].Task!.BlockedBy.Length, added[1].Task!.BlockedBy.Length));
        TaskChange change = new()
        {
            Fields = new Dictionary<TaskField, object?> { [TaskFields.Find("DependsOn")!] = new[] { first[2] } },
        };
        StoreResult[] set = await fixture.Store.Tasks.SetAsync(
            [added[0].Task!.Id, added[1].Task!.Id], change, true, fixture.Caller, s_none);
        Assert.All(set, result => Assert.Equal([first[2]], result.Task!.BlockedBy));
        await AssertLinksAsync();
    }

    [Fact]
    public async Task Tasks_changed_together_say_what_they_wait_for_from_then_on()
    {
        long[] ids = await AddChainAsync(2);
        StoreResult[] ended = await fixture.Store.Tasks.CompleteAsync(ids, true, fixture.Caller, s_none);
        Assert.All(ended, result => Assert.Empty(result.Task!.BlockedBy));
        StoreResult[] again = await fixture.Store.Tasks.RestartAsync(ids, true, fixture.Caller, s_none);
        Assert.Equal((ids[1], ids[0]), (again[0].Task!.Blocking.Single(), again[1].Task!.BlockedBy.Single()));
    }

    [Fact]
    public async Task One_statement_may_change_what_depends_and_what_it_depends_on()
    {
        long[] ids = await AddAsync(4);
        await ExecuteAsync($$"""
            UPDATE pgtasks.task
            SET depends_on = CASE WHEN id = {{ids[0]}} THEN '{ {{ids[1]}} }' WHEN id = {{ids[3]}} THEN '{ {{ids[1]}}, {{ids[2]}} }' END::bigint[],
                status = CASE WHEN id = {{ids[1]}} THEN 'completed' ELSE 'pending' END::pgtasks.task_status
            WHERE id = ANY ('{ {{string.Join(',', ids)}} }')
            """);
        Assert.Equal((0, 1), (await BlockersAsync(ids[0]), await BlockersAsync(ids[3])));
        await ExecuteAsync($$"""
            UPDATE pgtasks.task
            SET depends_on = CASE WHEN id = {{ids[3]}} THEN '{ {{ids[1]}} }'::bigint[] ELSE depends_on END,
                status = CASE WHEN id = {{ids[1]}} THEN 'pending' ELSE 'running' END::pgtasks.task_status
            WHERE id = ANY ('{ {{string.Join(',', ids)}} }')
            """);
        Assert.Equal((1, 1), (await BlockersAsync(ids[0]), await BlockersAsync(ids[3])));
        await AssertLinksAsync();
    }

    [Fact]
    public async Task Removing_leaves_nothing_behind_that_names_what_was_removed()
    {
        long[] ids = await AddChainAsync(4);
        await fixture.Store.Tasks.RemoveAsync([ids[1], ids[2]], false, fixture.Caller, s_none);
        Assert.Empty((await FindAsync(ids[3])).DependsOn);
        await AssertLinksAsync();
        await ExecuteAsync("TRUNCATE pgtasks.task");
        Assert.Equal(0L, await fixture.ExecuteAsync("SELECT count(*) FROM pgtasks.dependency"));
    }

    [Fact]
    public async Task A_task_that_others_refer_to_keeps_its_number()
    {
        long[] ids = await AddChainAsync(2);
        PostgresException error = await Assert.ThrowsAsync<PostgresException>(
            () => ExecuteAsync($"UPDATE pgtasks.task SET id = id + 1000000 WHERE id = {ids[0]}"));
        Assert.Equal(PostgresErrorCodes.RestrictViolation, error.SqlState);
    }

    [Fact]
    public async Task Who_may_change_tasks_needs_no_rights_on_what_keeps_their_relations()
    {
        Assert.SkipWhen(TestCluster.Distributes, "A role that works on a node logs in there, and once in a transaction.");
        long[] ids = await AddAsync(2);
        await ExecuteAsync($"""
            CREATE ROLE clerk_{Environment.ProcessId};
            GRANT USAGE ON SCHEMA pgtasks TO clerk_{Environment.ProcessId};
            GRANT SELECT, INSERT, UPDATE, DELETE ON pgtasks.task TO clerk_{Environment.ProcessId};
            SET ROLE clerk_{Environment.ProcessId};
            CREATE TEMP TABLE dependency (depends_on bigint, task_id bigint, is_open boolean);
            UPDATE pgtasks.task SET depends_on = ARRAY[{ids[1]}] WHERE id = {ids[0]};
            UPDATE pgtasks.task SET status = 'completed' WHERE id = {ids[1]};
            SELECT pgtasks.open_dependents(t.id) FROM pgtasks.task t WHERE t.id = {ids[1]};
            RESET ROLE;
            DROP OWNED BY clerk_{Environment.ProcessId};
            DROP ROLE clerk_{Environment.ProcessId};
            """);
        Assert.Equal(0, await BlockersAsync(ids[0]));
        await AssertLinksAsync();
    }

    private async Task<long[]> AddAsync(int count) => [.. (await fixture.Store.Tasks.AddAsync(
        [.. Enumerable.Range(0, count).Select(i => new NewTask { Title = $"t{i}" })], fixture.Caller, s_none))
        .Select(result => result.Task!.Id)];

    private async Task<long> AddAsync(long[] dependsOn) => (await fixture.Store.Tasks.AddAsync(
        [new NewTask { Title = "dependent", DependsOn = dependsOn }], fixture.Caller, s_none))[0].Task!.Id;

    /// <summary>Each depends on the one before.</summary>
    private async Task<long[]> AddChainAsync(int count)
    {
        List<long> ids = [];
        for (int i = 0; i < count; i++)
        {
            ids.Add(await AddAsync([.. ids.TakeLast(1)]));
        }

        return [.. ids];
    }

    private async Task<PgTask> FindAsync(long id) =>
        (await fixture.Store.Tasks.FindAsync([id], fixture.Caller, s_none))[0].Task!;

    private async Task<int> BlockersAsync(long id) =>
        (int)(await fixture.ExecuteAsync($"SELECT blockers FROM pgtasks.task WHERE id = {id}"))!;

    private Task<object?> ExecuteAsync(string sql) => fixture.ExecuteAsync(sql);

    /// <summary>Whether what follows from depends_on is as it says.</summary>
    private async Task AssertLinksAsync() => Assert.Equal(0L, await fixture.ExecuteAsync(RelationsThatDiffer));

    /// <summary>Counts what does not follow from depends_on.</summary>
    internal const string RelationsThatDiffer = """
        SELECT (
            SELECT count(*) FROM (
                SELECT t.id, b.id AS depends_on, b.status NOT IN ('completed', 'cancelled') AS is_open
                FROM pgtasks.task t CROSS JOIN unnest(t.depends_on) d JOIN pgtasks.task b ON b.id = d) said
            FULL JOIN pgtasks.dependency kept
                ON kept.task_id = said.id AND kept.depends_on = said.depends_on AND kept.is_open = said.is_open
            WHERE kept.task_id IS NULL OR said.id IS NULL)
            + (SELECT count(*) FROM pgtasks.task t WHERE t.blockers IS DISTINCT FROM CASE WHEN t.depends_on IS NOT NULL THEN (
                SELECT count(*) FROM pgtasks.task b
                WHERE b.id = ANY (t.depends_on) AND b.status NOT IN ('completed', 'cancelled')) END)
            + (SELECT count(*) FROM pgtasks.task t WHERE t.has_dependents IS NULL
                AND EXISTS (SELECT FROM pgtasks.dependency d WHERE d.depends_on = t.id))
        """;
}
