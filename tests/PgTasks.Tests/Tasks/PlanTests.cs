using System.Collections.Concurrent;
using Npgsql;
using PgTasks.Postgres;

namespace PgTasks.Tests.Store;

/// <summary>How the server runs the store's own statements over a million tasks, as its auto_explain tells.</summary>
public sealed class PlanTests(PlanTests.MillionTasks million) : IClassFixture<PlanTests.MillionTasks>
{
    // The server plans a prepared statement anew five times, and then may keep a plan that knows no values.
    private const int Often = 7;
    private static readonly long[] s_ids = [5, 500_000, 999_999];
    private static readonly TaskTargets s_claims = new(s_ids) { Claims = [1, 1, 1] };

    private static readonly Dictionary<string, TaskFilter> s_filters = new()
    {
        ["nothing"] = new(),
        ["title"] = new() { Title = ["*task*5"] },
        ["exact title"] = new() { Title = ["Task 100"] },
        ["project"] = new() { Project = ["home", "work*"] },
        ["no project"] = new() { HasNoProject = true },
        ["tag"] = new() { Tag = ["a", "b"] },
        ["no tag"] = new() { ExcludeTag = ["a"] },
        ["priority"] = new() { Priority = [PgTaskPriority.High, PgTaskPriority.Urgent] },
        ["status"] = new() { Status = [PgTaskStatus.Pending, PgTaskStatus.Failed] },
        ["person"] = new() { AssignedTo = ["a*"] },
        ["nobody"] = new() { IsUnassigned = true },
        ["mine"] = new() { Owner = "me" },
        ["due before"] = new() { DueBefore = DateTime.Now },
        ["due after"] = new() { DueAfter = DateTime.Now },
        ["overdue"] = new() { IsOverdue = true },
        ["no due"] = new() { HasNoDue = true },
        ["created"] = new() { CreatedAfter = DateTime.Now.AddDays(-1), CreatedBefore = DateTime.Now },
        ["updated"] = new() { UpdatedAfter = DateTime.Now },
        ["ready"] = new() { IsReady = true },
        ["waiting"] = new() { IsWaiting = true },
        ["blocked"] = new() { IsBlocked = true },
        ["data"] = new() { DataJson = """{"a": 1}""" },
    };

    [Fact]
    public async Task Ids_are_found_by_the_primary_key()
    {
        string plan = await million.ExplainAsync(store => store.Tasks.FindAsync(s_ids, million.Caller, default), Often);
        AssertIndex("task_pkey", plan);
    }

    [Fact]
    public async Task Changes_find_their_ids_by_the_primary_key()
    {
        foreach (Func<PostgresTaskStore, Task> change in (Func<PostgresTaskStore, Task>[])[
            store => store.Tasks.CompleteAsync(s_ids, false, million.Caller, default),
            store => store.Tasks.CompleteAsync(s_claims, false, million.Caller, default),
            store => store.Work.UnlockAsync(s_claims, TimeSpan.Zero, null, false, million.Caller, default),
            store => store.Work.DenyAsync(s_claims, new Denial("no"), false, million.Caller, default),
            store => store.Tasks.RestartAsync(s_ids, false, million.Caller, default),
            store => store.Tasks.SetAsync(
                s_ids,
                new TaskChange
                {
                    Fields = new Dictionary<TaskField, object?> { [TaskFields.Find("Priority")!] = PgTaskPriority.High },
                },
                true,
                million.Caller,
                default),
            store => store.Tasks.RemoveAsync([7, 8], true, million.Caller, default)])
        {
            AssertIndex("task_pkey", await million.ExplainAsync(change, Often));
        }
    }

    [Fact]
    public async Task Pending_tasks_come_in_order_from_their_own_index()
    {
        string plan = await million.ExplainAsync(store => ReadAsync(
            store.Tasks.GetAsync(new TaskFilter { Status = [PgTaskStatus.Pending] }, million.Caller, default), int.MaxValue));
        AssertIndex("task_open", plan);
        Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_tasks_come_without_a_sort_so_that_the_first_is_there_at_once()
    {
        string plan = await million.ExplainAsync(store => ReadAsync(
            store.Tasks.GetAsync(TaskFilter.Everything, million.Caller, default), int.MaxValue));
        AssertIndex("task_pkey", plan);
        Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
        // Whose cost would have the server compile the query.
        Assert.DoesNotContain("SubPlan", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_tab_offers_comes_from_the_open_tasks_alone()
    {
        CompletionStatements statements = new(new SqlName("pgtasks"));
        foreach (SqlBuilder statement in (SqlBuilder[])[
            statements.OpenTasks(""), statements.OpenTasks("999"), statements.OpenTasks("task 9"),
            statements.Projects("p"), statements.Tags("t"), statements.People("a")])
        {
            AssertIndex("task_open", await million.ExplainAsync(statement));
        }

        AssertIndex("task_running", await million.ExplainAsync(statements.RunningTasks("9")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(500)]
    public async Task Tasks_are_claimed_from_the_ready_ones_in_order(int count)
    {
        ClaimStatements statements = new(new SqlName("pgtasks"), "me");
        ClaimRequest request = new(count, TimeSpan.FromMinutes(5), TaskFilter.Everything);
        string plan = await million.ExplainAsync(statements.Claim(count, request, null, isLax: true));
        AssertIndex("task_claim", plan);
        plan = await million.ExplainAsync(statements.Claim(count, request, ["p1"], isLax: true));
        AssertIndex("task_claim_project", plan);
        AssertIndex("task_claim_project", await million.ExplainAsync(statements.GetProjects(["p1"])));
    }

    public static TheoryData<string> Filters { get; } = [.. s_filters.Keys];

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Each_filter_looks_at_the_open_tasks_alone(string name)
    {
        string plan = await million.ExplainAsync(store => ReadAsync(
            store.Tasks.GetAsync(new TaskQuery(s_filters[name]) { First = 40 }, million.Caller, default), int.MaxValue));
        AssertIndex("task_open", plan);
    }

    [Theory]
    [InlineData(PgTaskOrder.Due)]
    [InlineData(PgTaskOrder.Priority)]
    [InlineData(PgTaskOrder.Urgency)]
    [InlineData(PgTaskOrder.Title)]
    [InlineData(PgTaskOrder.Updated)]
    public async Task Each_order_sorts_the_open_tasks_alone(PgTaskOrder order)
    {
        string plan = await million.ExplainAsync(store => ReadAsync(
            store.Tasks.GetAsync(
                new TaskQuery(new TaskFilter()) { Order = order, IsDescending = true, First = 40 }, million.Caller, default),
            int.MaxValue));
        AssertIndex("task_open", plan);
        Assert.Contains("Limit", plan, StringComparison.Ordinal);
    }

    private static void AssertIndex(string index, string plan)
    {
        Assert.Contains(index, plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan on task", plan, StringComparison.Ordinal);
    }

    private static async Task ReadAsync(IAsyncEnumerable<PgTask> tasks, int count)
    {
        await foreach (PgTask _ in tasks)
        {
            if (--count == 0)
            {
                return;
            }
        }
    }

    /// <summary>A million tasks, one in fifty of them pending, and a session whose server tells its plans.</summary>
    public sealed class MillionTasks(TestServer server) : IAsyncLifetime
    {
        private readonly ConcurrentQueue<string> _notices = new();
        private readonly PostgresTaskStore _store = new();
        private string _database = "";

        internal StoreCaller Caller => new(notice => _notices.Enqueue(notice.Text));

        /// <summary>Fills the table.</summary>
        public async ValueTask InitializeAsync()
        {
            string database = _database = await server.CreateDatabaseAsync();
            const string Options = "-c session_preload_libraries=auto_explain -c auto_explain.log_min_duration=0 "
                + "-c client_min_messages=log";
            await _store.OpenAsync(
                new ConnectionRequest { ConnectionString = $"{database};Options={Options}" }, Caller, default);
            await _store.Schema.InitializeAsync(Caller, default, TestCluster.Distributes);
            await TestServer.ExecuteAsync(database, """
                INSERT INTO pgtasks.task (title, status)
                SELECT 'task ' || i, CASE WHEN i % 50 = 0 THEN 'pending' ELSE 'completed' END::pgtasks.task_status
                FROM generate_series(1, 1000000) i
                """);
            await TestServer.ExecuteAsync(database, "VACUUM ANALYZE pgtasks.task");
        }

        /// <summary>The plans of what was run.</summary>
        internal async Task<string> ExplainAsync(Func<PostgresTaskStore, Task> run, int times = 1)
        {
            _notices.Clear();
            for (int i = 0; i < times; i++)
            {
                await run(_store);
            }

            Assert.True(_notices.Count >= times);
            return string.Join('\n', _notices);
        }

        /// <summary>The plan of a statement that a store runs where nobody hears notices.</summary>
        internal async Task<string> ExplainAsync(SqlBuilder statement)
        {
            await using NpgsqlConnection connection = new(_database);
            await connection.OpenAsync();
            await using NpgsqlCommand command = ((SqlBuilder)$"EXPLAIN {statement}").CreateCommand(connection);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
            List<string> lines = [];
            while (await reader.ReadAsync())
            {
                lines.Add(reader.GetString(0));
            }

            return string.Join('\n', lines);
        }

        /// <summary>Closes the store.</summary>
        public ValueTask DisposeAsync() => _store.DisposeAsync();
    }
}
