using System.Reflection;
using Npgsql;
using PgTasks.Postgres;

namespace PgTasks.Tests.Store;

/// <summary>Holds what is written by hand for a field to the table of fields.</summary>
public sealed class TaskFieldTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static readonly CancellationToken s_none = CancellationToken.None;

    [Fact]
    public void The_fields_are_the_properties_of_PgTask_in_their_order() => Assert.Equal(
        typeof(PgTask).GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property.Name != nameof(PgTask.Blocked)).Select(property => property.Name).Order(),
        TaskFields.All.Select(field => field.Property).Order());

    [Fact]
    public async Task The_reader_passes_over_no_column_that_alone_holds_something()
    {
        PgTask plain = (await fixture.Store.Tasks.AddAsync([new NewTask { Title = "plain" }], fixture.Caller, s_none))[0].Task!;
        int set = 0;
        foreach (TaskColumn column in TaskColumn.All.Where(column => column.Field.Property is not (
            nameof(PgTask.Id) or nameof(PgTask.AllDay) or nameof(PgTask.BlockedBy) or nameof(PgTask.Blocking)
            or nameof(PgTask.ClaimedBy) or nameof(PgTask.LeaseUntil))))
        {
            string value = column.Field.Kind switch
            {
                TaskFieldKind.Status => "'failed'",
                TaskFieldKind.Priority => "'urgent'",
                TaskFieldKind.Tags => "'{a}'",
                TaskFieldKind.Time or TaskFieldKind.OptionalTime => "'2001-01-01Z'",
                TaskFieldKind.Json => "'{}'",
                TaskFieldKind.Count => "7",
                TaskFieldKind.Ids => $"'{{{(await AddAsync("before")).Id}}}'",
                _ => "'text'",
            };
            PgTask task = await AddAsync("plain");
            await fixture.ExecuteAsync($"UPDATE pgtasks.task SET {column.Name.Name} = {value} WHERE id = {task.Id}");
            PgTask read = (await fixture.Store.Tasks.FindAsync([task.Id], fixture.Caller, s_none))[0].Task!;
            Assert.NotEqual(column.Field.GetValue(plain), column.Field.GetValue(read));
            set++;
        }

        Assert.True(set > 20);
        PgTask blocker = await AddAsync("blocks");
        await fixture.Store.Tasks.AddAsync(
            [new NewTask { Title = "after", DependsOn = [blocker.Id] }], fixture.Caller, s_none);
        await fixture.ExecuteAsync($"""
            INSERT INTO pgtasks.worker (holder, lease_until) VALUES ('me', '2001-01-01Z');
            UPDATE pgtasks.task SET status = 'running', worker_id = (SELECT max(id) FROM pgtasks.worker) WHERE id = {plain.Id}
            """);
        PgTask claimed = (await fixture.Store.Tasks.FindAsync([plain.Id], fixture.Caller, s_none))[0].Task!;
        Assert.Equal("me", claimed.ClaimedBy);
        Assert.NotNull(claimed.LeaseUntil);
        Assert.Single((await fixture.Store.Tasks.FindAsync([blocker.Id], fixture.Caller, s_none))[0].Task!.Blocking);

        async Task<PgTask> AddAsync(string title) =>
            (await fixture.Store.Tasks.AddAsync([new NewTask { Title = title }], fixture.Caller, s_none))[0].Task!;
    }

    [Theory]
    [InlineData("Add-PgTask", TaskFieldUse.Add)]
    [InlineData("Set-PgTask", TaskFieldUse.Set)]
    internal void The_cmdlets_have_a_parameter_for_each_field_that_they_may_say(string cmdlet, TaskFieldUse use)
    {
        Type type = typeof(PgTask).Assembly.GetType($"PgTasks.Commands.{cmdlet.Replace("-", "", StringComparison.Ordinal)}Command")!;
        IEnumerable<string> parameters = type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Select(property => property.Name);
        Assert.Equal(
            TaskFields.Written.Where(field => field.IsSaidBy(use)).Select(field => field.Parameter).Order(),
            TaskFields.Written.Select(field => field.Parameter).Intersect(parameters).Where(name => name != "Id").Order());
    }

    [Fact]
    public async Task The_columns_are_those_of_the_table() => Assert.Equal(
        string.Join(',', TaskColumn.All.Select(column => column.Name.Name)
            // What other tasks and workers say comes from them; the rest serves the triggers and the claims.
            .Except(["blocked_by", "blocking", "claimed_by", "lease_until"])
            .Concat(["blockers", "has_dependents", "worker_id", "run", "wakes_at", "has_steps"]).Order(StringComparer.Ordinal)),
        await fixture.ExecuteAsync("""
            SELECT string_agg(attname, ',' ORDER BY attname COLLATE "C") FROM pg_attribute
            WHERE attrelid = 'pgtasks.task'::regclass AND attnum > 0 AND NOT attisdropped
            """));

    [Fact]
    public async Task The_reader_gives_each_property_what_its_column_holds()
    {
        await fixture.ExecuteAsync("""
            INSERT INTO pgtasks.task (id, title) VALUES (4713, 'before it');
            INSERT INTO pgtasks.worker (holder, lease_until) VALUES ('holder', '2007-01-01Z');
            INSERT INTO pgtasks.task (
                id, title, description, status, priority, project, tags, due, created_at, updated_at, started_at, completed_at,
                not_before, data, worker_id, attempts, max_attempts, last_error, all_day, assigned_to, created_by, updated_by,
                depends_on, key, serial, result, progress)
            SELECT
                4711, 'title', 'description', 'running', 'urgent', 'project', '{a,b}', '2001-01-01Z', '2002-01-01Z',
                '2003-01-01Z', '2004-01-01Z', '2005-01-01Z', '2006-01-01Z', '{"n": 1}', max(w.id), 8, 9,
                'error', false, 'assigned', 'creator', 'changer', '{4713}', 'key', 'serial', '{"r": 2}', 'progress'
            FROM pgtasks.worker w;
            INSERT INTO pgtasks.task (id, title, depends_on) VALUES (4712, 'after it', '{4711}');
            INSERT INTO pgtasks.note (task_id, text, created_by) VALUES (4711, 'note', 'changer');
            UPDATE pgtasks.task SET updated_at = '2003-01-01Z' WHERE id = 4711
            """);
        await using NpgsqlConnection connection = new(fixture.ConnectionString);
        await connection.OpenAsync(s_none);
        PgTask task = (await fixture.Store.Tasks.FindAsync([4711], fixture.Caller, s_none))[0].Task!;
        SqlBuilder columns = SqlBuilder.Join(", ", TaskColumn.All.Select(column => column.CopiedIn(new SqlName("pgtasks"))));
        await using NpgsqlCommand command = new($"SELECT {columns.Text} FROM pgtasks.task t WHERE t.id = 4711", connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(s_none);
        Assert.True(await reader.ReadAsync(s_none));
        for (int i = 0; i < TaskFields.All.Length; i++)
        {
            object value = reader.GetValue(i);
            object? expected = value is DateTime utc ? utc.ToLocalTime() : value;
            object? actual = TaskFields.All[i].GetValue(task);
            Assert.Equal(expected, actual is Enum word ? word.ToString().ToLowerInvariant() : actual);
        }
    }

    [Fact]
    public async Task The_reader_knows_each_status_with_each_priority()
    {
        (PgTaskStatus, PgTaskPriority)[] all = [..
            from status in Enum.GetValues<PgTaskStatus>() from priority in Enum.GetValues<PgTaskPriority>() select (status, priority)];
        string values = string.Join(", ", all.Select((one, i) =>
            $"({7000 + i}, 'title', '{TaskRow.Word(one.Item1)}'::pgtasks.task_status, '{TaskRow.Word(one.Item2)}'::pgtasks.task_priority)"));
        await fixture.ExecuteAsync($"INSERT INTO pgtasks.task (id, title, status, priority) VALUES {values}");
        StoreResult[] read = await fixture.Store.Tasks.FindAsync(
            [.. all.Select((_, i) => 7000L + i)], fixture.Caller, s_none);
        Assert.Equal(all, read.Select(result => (result.Task!.Status, result.Task.Priority)));
    }

    [Theory]
    [InlineData(null, "x", false)]
    [InlineData("x", null, false)]
    [InlineData("x", "y", false)]
    [InlineData("x", "x", true)]
    [InlineData("x", null, true)]
    [InlineData(null, null, true)]
    [InlineData("x", "x", false)]
    public async Task The_reader_tells_who_changed_it_from_who_added_it(string? creator, string? changer, bool isLater)
    {
        PgTask task = (await fixture.Store.Tasks.AddAsync([new NewTask { Title = "title" }], fixture.Caller, s_none))[0].Task!;
        await fixture.ExecuteAsync($"""
            UPDATE pgtasks.task SET created_by = {Quote(creator)}, updated_by = {Quote(changer)},
                updated_at = '{task.CreatedAt.AddSeconds(isLater ? 1 : 0).ToUniversalTime():O}'
            WHERE id = {task.Id}
            """);
        PgTask read = (await fixture.Store.Tasks.FindAsync([task.Id], fixture.Caller, s_none))[0].Task!;
        Assert.Equal(
            (creator, changer, task.CreatedAt.AddSeconds(isLater ? 1 : 0)), (read.CreatedBy, read.UpdatedBy, read.UpdatedAt));
        static string Quote(string? name) => name is null ? "NULL" : $"'{name}'";
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_added_is_emitted_with_each_field_that_was_asked_for(bool depends)
    {
        DateTime time = new(2031, 1, 1, 0, 0, 0, DateTimeKind.Local);
        long first = (await fixture.Store.Tasks.AddAsync(
            [new NewTask { Title = "first" }], fixture.Caller, s_none))[0].Task!.Id;
        NewTask[] asked = [.. Enumerable.Range(1, 2).Select(i => new NewTask
        {
            Title = $"t{i}",
            Description = $"d{i}",
            Priority = PgTaskPriority.Urgent,
            Project = $"p{i}",
            Tags = [$"a{i}"],
            Due = DateTime.SpecifyKind(time.AddDays(i), DateTimeKind.Utc),
            AllDay = true,
            NotBefore = time.AddHours(i),
            DataJson = $$"""{"n": {{i}}}""",
            MaxAttempts = 6 + i,
            AssignedTo = $"w{i}",
            DependsOn = depends ? [first] : [],
            Key = depends ? $"k{i}" : null,
            Serial = $"s{i}",
        })];
        StoreResult[] added = await fixture.Store.Tasks.AddAsync(asked, fixture.Caller, s_none);
        PgTask nothing = new NewTask();
        foreach (TaskField field in TaskFields.All.Where(field => field.IsSaidBy(TaskFieldUse.Add)
            && (depends || field.Property is not (nameof(PgTask.DependsOn) or nameof(PgTask.Key)))))
        {
            Assert.NotEqual(field.GetValue(nothing), field.GetValue(asked[1]));
            Assert.Equal(asked.Select(field.GetValue), added.Select(result => field.GetValue(result.Task!)));
        }
    }
}
