using System.Data.Common;
using System.Reflection;

namespace PgTasks.Tests.Store;

public sealed class AddTests(StoreFixture fixture, TestServer server) : IClassFixture<StoreFixture>
{
    private static readonly CancellationToken s_none = CancellationToken.None;

    [Fact]
    public async Task Results_come_in_the_order_of_the_tasks_with_rising_ids()
    {
        NewTask[] tasks = [.. Enumerable.Range(0, 500).Select(i => new NewTask { Title = $"order {i}" })];
        StoreResult[] results = await fixture.Store.Tasks.AddAsync(tasks, fixture.Caller, s_none);
        Assert.Equal(tasks.Select(task => task.Title), results.Select(result => result.Task!.Title));
        Assert.Equal(results.Select(result => result.Task!.Id).Order(), results.Select(result => result.Task!.Id));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("quotes ' \" ` and \\")]
    [InlineData("'; DROP TABLE pgtasks.task; --")]
    [InlineData("🐘 émoji ‮rtl")]
    [InlineData("{curly,braces}")]
    [InlineData("NULL")]
    public async Task Texts_and_tags_are_stored_as_they_are(string text)
    {
        NewTask task = new() { Title = text, Description = text, Project = text, Tags = [text, "x", text + "2"] };
        PgTask stored = (await fixture.Store.Tasks.AddAsync([task], fixture.Caller, s_none))[0].Task!;
        Assert.Equal((text, text, text), (stored.Title, stored.Description, stored.Project));
        Assert.Equal([text, "x", text + "2"], stored.Tags);
    }

    [Fact]
    public async Task Times_of_every_kind_come_back_as_the_same_instant_in_local_time()
    {
        DateTime local = new(2026, 3, 1, 12, 30, 0, DateTimeKind.Local);
        NewTask[] tasks = [
            new() { Title = "local", Due = local },
            new() { Title = "utc", Due = local.ToUniversalTime() },
            new() { Title = "unspecified", Due = DateTime.SpecifyKind(local, DateTimeKind.Unspecified) },
        ];
        StoreResult[] results = await fixture.Store.Tasks.AddAsync(tasks, fixture.Caller, s_none);
        Assert.All(results, result => Assert.Equal((local, DateTimeKind.Local), (result.Task!.Due, result.Task.Due!.Value.Kind)));
    }

    [Fact]
    public async Task The_ends_of_time_are_infinity()
    {
        NewTask task = new() { Title = "never", Due = DateTime.MaxValue, NotBefore = DateTime.MinValue };
        PgTask stored = (await fixture.Store.Tasks.AddAsync([task], fixture.Caller, s_none))[0].Task!;
        Assert.Equal((DateTime.MaxValue, DateTime.MinValue), (stored.Due, stored.NotBefore));
        Assert.Equal(
            "infinity|-infinity",
            await fixture.ExecuteAsync($"SELECT due::text || '|' || not_before FROM pgtasks.task WHERE id = {stored.Id}"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(700)]
    public async Task What_is_emitted_is_what_is_stored(int count)
    {
        // Ticks and JSON that the database rounds and orders; some columns all alike, others not.
        NewTask[] tasks = [.. Enumerable.Range(0, count).Select(i => new NewTask
        {
            Title = "alike",
            Description = i % 3 == 0 ? "" : $"number {i}",
            Priority = (PgTaskPriority)(i % 4),
            Project = i % 2 == 0 ? null : "odd",
            Tags = i % 5 == 0 ? ["a,b", "\"c\"", ""] : [],
            Due = new DateTime(2026, 3, 29, 2, 30, 0, DateTimeKind.Local).AddTicks(i * 36_000_000_123L),
            NotBefore = i == 0 ? DateTime.MaxValue : null,
            DataJson = i == 1 ? """{"b": 1,  "a": 1e2, "b": 2}""" : null,
            MaxAttempts = 1 + (i % 2),
            AssignedTo = i % 4 == 0 ? null : "somebody",
        })];
        StoreResult[] added = await fixture.Store.Tasks.AddAsync(tasks, fixture.Caller, s_none);
        StoreResult[] stored = await fixture.Store.Tasks.FindAsync(
            [.. added.Select(result => result.Task!.Id)], fixture.Caller, s_none);
        Assert.Equal(count, stored.Length);
        Assert.Equal(stored.Select(GetFields), added.Select(GetFields));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task What_a_trigger_makes_of_a_task_is_emitted(int count)
    {
        await using StoreFixture own = new(server);
        await own.InitializeAsync();
        await own.ExecuteAsync("""
            CREATE FUNCTION rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                new.title := upper(new.title);
                new.tags := array_append(new.tags, 'stamped');
                new.status := 'cancelled';
                RETURN new;
            END $$;
            CREATE TRIGGER rewrite BEFORE INSERT ON pgtasks.task FOR EACH ROW EXECUTE FUNCTION rewrite();
            """);
        NewTask[] tasks = [.. Enumerable.Range(0, count).Select(i => new NewTask { Title = $"quiet {i}" })];
        StoreResult[] results = await own.Store.Tasks.AddAsync(tasks, own.Caller, s_none);
        Assert.Equal(tasks.Select(task => task.Title.ToUpperInvariant()), results.Select(result => result.Task!.Title));
        Assert.All(results, result => Assert.Equal(
            (PgTaskStatus.Cancelled, "stamped"), (result.Task!.Status, Assert.Single(result.Task.Tags))));
    }

    [Fact]
    public async Task What_a_trigger_leaves_out_is_not_emitted()
    {
        await using StoreFixture own = new(server);
        await own.InitializeAsync();
        await own.ExecuteAsync("""
            CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RETURN CASE WHEN new.title = 'last' THEN NULL ELSE new END;
            END $$;
            CREATE TRIGGER skip BEFORE INSERT ON pgtasks.task FOR EACH ROW EXECUTE FUNCTION skip();
            """);
        NewTask[] tasks = [new() { Title = "first" }, new() { Title = "last" }];
        StoreResult[] results = await own.Store.Tasks.AddAsync(tasks, own.Caller, s_none);
        Assert.Equal(["first", null], results.Select(result => result.Task?.Title));
        Assert.All(results, result => Assert.Null(result.Error));
    }

    [Theory]
    [InlineData("bad\0title", "22021")]
    [InlineData("  ", "23514")]
    public async Task A_bad_record_fails_alone(string title, string sqlState)
    {
        NewTask[] tasks = [.. Enumerable.Range(0, 100).Select(i => new NewTask { Title = i == 37 ? title : $"good {i}" })];
        StoreResult[] results = await fixture.Store.Tasks.AddAsync(tasks, fixture.Caller, s_none);
        Assert.Equal(sqlState, Assert.IsType<DbException>(results[37].Error, exactMatch: false).SqlState);
        Assert.Equal(99, results.Count(result => result.Task is not null));
        Assert.Equal("good 38", results[38].Task!.Title);
    }

    [Fact]
    public async Task Half_a_surrogate_pair_fails_alone_and_the_connection_goes_on()
    {
        NewTask[] tasks = [new() { Title = "before" }, new() { Title = "\ud800" }, new() { Title = "after" }];
        StoreResult[] results = await fixture.Store.Tasks.AddAsync(tasks, fixture.Caller, s_none);
        Assert.Equal(
            ("before", null, "after"), (results[0].Task!.Title, results[1].Task, results[2].Task!.Title));
        Assert.Equal("CharacterNotInRepertoire", ErrorRecords.Create(results[1].Error!, null).FullyQualifiedErrorId);
    }

    private static object?[] GetFields(StoreResult result) => [..
        typeof(PgTask).GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(property => property.Name != nameof(PgTask.Data))
            .Select(property => property.GetValue(result.Task))];
}
