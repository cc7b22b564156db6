using System.Text.RegularExpressions;
using Npgsql;
using PgTasks.Postgres;

namespace PgTasks.Tests.Store;

/// <summary>What a paused project costs those who claim from others, and that none of its tasks stays aside.</summary>
public sealed partial class ProjectTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private const int Many = 20_000;
    private static readonly ClaimRequest s_ten = new(10, TimeSpan.FromMinutes(1), TaskFilter.Everything);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_nothing_is_paused_a_claim_looks_into_its_index_and_at_no_project()
    {
        Assert.SkipWhen(TestCluster.Distributes, "The plan is the node's.");
        await FillAsync("mail");
        string plan = await ExplainClaimAsync();
        Assert.Contains("using task_claim ", plan, StringComparison.Ordinal);
        Assert.Empty(Removed().Matches(plan));
        string[] looks = [.. plan.Split('\n').Where(line => line.Contains(" on paused_project", StringComparison.Ordinal))];
        Assert.NotEmpty(looks);
        Assert.All(looks, look => Assert.Matches(@"rows=0(\.00)? loops=1\)|\(never executed\)", look));
    }

    [Fact]
    public async Task Tasks_that_were_put_aside_are_in_no_claims_way()
    {
        Assert.SkipWhen(TestCluster.Distributes, "The plan is the node's.");
        await FillAsync("mail");
        await SuspendAsync("mail");
        await fixture.ExecuteAsync("VACUUM pgtasks.task");
        string plan = await ExplainClaimAsync();
        Assert.Contains("using task_claim ", plan, StringComparison.Ordinal);
        Assert.Empty(Removed().Matches(plan));
        Assert.Equal(["other"], await ClaimAsync());
    }

    [Fact]
    public async Task Tasks_that_come_while_their_project_is_paused_are_put_aside_by_the_claims_that_meet_them()
    {
        await FillAsync();
        await SuspendAsync("mail");
        await fixture.ExecuteAsync($"INSERT INTO pgtasks.task (title, project) SELECT 'm', 'mail.out' FROM generate_series(1, {Many})");
        // It comes back short, so that a sweep is made in any case.
        Assert.Equal(["other"], await ClaimAsync());
        Assert.Equal((long)Many, await fixture.ExecuteAsync("SELECT count(*) FROM pgtasks.task WHERE wakes_at = 'infinity'"));
    }

    [Fact]
    public async Task What_a_sweep_is_putting_aside_while_the_project_is_resumed_does_not_stay_so()
    {
        await FillAsync();
        await fixture.ExecuteAsync("""
            INSERT INTO pgtasks.paused_project (project) VALUES ('mail');
            INSERT INTO pgtasks.task (title, project) VALUES ('m', 'mail')
            """);
        await using NpgsqlConnection sweeper = new(fixture.ConnectionString);
        await sweeper.OpenAsync(Stop);
        await using NpgsqlTransaction sweep = await sweeper.BeginTransactionAsync(Stop);
        await using NpgsqlCommand park = new("SELECT pgtasks.park_next(100)", sweeper, sweep);
        Assert.Equal(1, await park.ExecuteScalarAsync(Stop));
        Task resuming = ResumeAsync("mail");
        while (!(bool)(await fixture.ExecuteAsync($"""
            SELECT EXISTS (
                SELECT FROM {TestCluster.Activity} WHERE datname = current_database() AND wait_event_type = 'Lock')
            """))!)
        {
            Assert.False(resuming.IsCompleted);
        }

        await sweep.CommitAsync(Stop);
        await resuming;
        Assert.Equal(["m", "other"], (await ClaimAsync()).Order());
    }

    [Fact]
    public async Task A_project_that_is_being_resumed_has_its_ready_tasks_claimed_and_none_put_aside()
    {
        await FillAsync("mail");
        await SuspendAsync("mail");
        await using (IAsyncEnumerator<ChunkStep> steps = fixture.Store.Upkeep.ResumeProjectAsync("mail", fixture.Caller, Stop)
            .GetAsyncEnumerator(Stop))
        {
            Assert.True(await steps.MoveNextAsync());
            Assert.Equal(5000, steps.Current.Changed);
        }

        // As after a lost connection.
        Assert.Equal(10, (await ClaimAsync()).Count(title => title == "m"));
        await fixture.ExecuteAsync("SELECT pgtasks.park_next(1000)");
        Assert.Equal((long)Many - 5000, await fixture.ExecuteAsync("SELECT count(*) FROM pgtasks.task WHERE wakes_at = 'infinity'"));
        Assert.Equal(["mail"], await fixture.Store.Upkeep.FindPausedAsync("m*", fixture.Caller, Stop));
        await ResumeAsync("mail");
        Assert.Equal(0L, await fixture.ExecuteAsync("SELECT count(*) FROM pgtasks.task WHERE wakes_at = 'infinity'"));
        Assert.Empty(await fixture.Store.Upkeep.FindPausedAsync("m*", fixture.Caller, Stop));
    }

    [Fact]
    public async Task A_task_that_somebody_is_changing_holds_nobody_up_and_is_put_aside_later()
    {
        await FillAsync();
        await fixture.ExecuteAsync("INSERT INTO pgtasks.task (title, project) VALUES ('m', 'mail'), ('n', 'mail')");
        await using NpgsqlConnection holder = new(fixture.ConnectionString);
        await holder.OpenAsync(Stop);
        await using (NpgsqlTransaction transaction = await holder.BeginTransactionAsync(Stop))
        {
            await using NpgsqlCommand change = new("UPDATE pgtasks.task SET title = 'o' WHERE title = 'm'", holder, transaction);
            await change.ExecuteNonQueryAsync(Stop);
            await SuspendAsync("mail");
            Assert.Equal(["other"], await ClaimAsync());
            await transaction.CommitAsync(Stop);
        }

        Assert.Empty(await ClaimAsync());
        Assert.Equal(2L, await fixture.ExecuteAsync("SELECT count(*) FROM pgtasks.task WHERE wakes_at = 'infinity'"));
    }

    private async Task FillAsync(string? project = null)
    {
        await fixture.ExecuteAsync("TRUNCATE pgtasks.task, pgtasks.worker; DELETE FROM pgtasks.paused_project");
        if (project is not null)
        {
            await fixture.ExecuteAsync(
                $"INSERT INTO pgtasks.task (title, project) SELECT 'm', '{project}' FROM generate_series(1, {Many})");
        }

        await fixture.ExecuteAsync("INSERT INTO pgtasks.task (title, project) VALUES ('other', 'work')");
        await fixture.ExecuteAsync("VACUUM ANALYZE pgtasks.task");
    }

    private async Task SuspendAsync(string project)
    {
        Assert.Null((await fixture.Store.Upkeep.SuspendProjectAsync(project, null, fixture.Caller, Stop)).Error);
        await foreach (ChunkStep step in fixture.Store.Upkeep.ParkAsync(fixture.Caller, Stop))
        {
            Assert.InRange(step.Passed, 1, step.InAll);
        }
    }

    private async Task ResumeAsync(string project)
    {
        await foreach (ChunkStep step in fixture.Store.Upkeep.ResumeProjectAsync(project, fixture.Caller, Stop))
        {
            Assert.InRange(step.Passed, 1, step.InAll);
        }
    }

    private async Task<IEnumerable<string>> ClaimAsync() =>
        (await fixture.Store.Work.ClaimAsync(s_ten, fixture.Caller, Stop)).Select(claim => claim.Title);

    private async Task<string> ExplainClaimAsync()
    {
        await using NpgsqlConnection connection = new(fixture.ConnectionString);
        await connection.OpenAsync(Stop);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(Stop);
        await using NpgsqlCommand command = new ClaimStatements(new SqlName("pgtasks"), "me")
            .Claim(10, s_ten, projects: null, isLax: false).CreateCommand(connection);
        command.CommandText = "EXPLAIN ANALYZE " + command.CommandText;
        List<string> plan = [];
        await using (NpgsqlDataReader reader = await command.ExecuteReaderAsync(Stop))
        {
            while (await reader.ReadAsync(Stop))
            {
                plan.Add(reader.GetString(0));
            }
        }

        await transaction.RollbackAsync(Stop);
        return string.Join('\n', plan);
    }

    [GeneratedRegex(@"Rows Removed by Filter: [1-9]\d{2}")]
    private static partial Regex Removed();
}
