using Npgsql;
using PgTasks.Postgres;

namespace PgTasks.Tests.Store;

/// <summary>How tasks that have ended are removed.</summary>
public sealed class ClearTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static readonly TaskFilter s_ended = new()
    {
        EndedBefore = DateTime.UtcNow.AddDays(1),
        Status = [PgTaskStatus.Completed, PgTaskStatus.Cancelled],
    };

    [Fact]
    public async Task A_chunk_is_found_by_the_primary_key()
    {
        await FillAsync(50_000);
        await using NpgsqlConnection connection = new(fixture.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using NpgsqlCommand command = new ClearStatements(new SqlName("pgtasks")).Clear(20_000, 50_000, s_ended)
            .CreateCommand(connection);
        command.CommandText = "EXPLAIN " + command.CommandText;
        List<string> plan = [];
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            plan.Add(reader.GetString(0));
        }

        Assert.Equal(3, plan.Count(line => line.Contains("task_pkey", StringComparison.Ordinal)));
        Assert.DoesNotContain(plan, line => line.Contains("Seq Scan", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, line => line.Contains("Sort", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_chunk_is_committed_before_the_next()
    {
        await FillAsync(12_000);
        List<long> left = [];
        List<ChunkStep> steps = [];
        await foreach (ChunkStep step in fixture.Store.Upkeep.ClearAsync(
            s_ended, fixture.Caller, TestContext.Current.CancellationToken))
        {
            steps.Add(step);
            left.Add((long)(await fixture.ExecuteAsync("SELECT count(*) FROM pgtasks.task"))!);
        }

        Assert.Equal([7_000, 2_000, 0], left);
        Assert.Equal([5_000, 5_000, 2_000], steps.Select(step => step.Changed));
        Assert.Equal([5_000, 10_000, 12_000], steps.Select(step => step.Passed));
    }

    [Fact]
    public async Task A_task_that_somebody_changes_now_stays_and_holds_nobody_up()
    {
        await FillAsync(100);
        await using NpgsqlConnection holder = new(fixture.ConnectionString);
        await holder.OpenAsync(TestContext.Current.CancellationToken);
        await using NpgsqlTransaction transaction = await holder.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using NpgsqlCommand restart = new("UPDATE pgtasks.task SET status = 'pending' WHERE id = 50", holder, transaction);
        await restart.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        long removed = 0;
        await foreach (ChunkStep step in fixture.Store.Upkeep.ClearAsync(
            s_ended, fixture.Caller, TestContext.Current.CancellationToken))
        {
            removed += step.Changed;
        }

        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(99, removed);
        Assert.Equal("50 pending", await fixture.ExecuteAsync("SELECT id || ' ' || status FROM pgtasks.task"));
    }

    private Task FillAsync(int count) => fixture.ExecuteAsync($"""
        TRUNCATE pgtasks.task;
        INSERT INTO pgtasks.task (id, title, status, completed_at)
        SELECT n, 'task ' || n, 'completed', now() FROM generate_series(1, {count}) n;
        ANALYZE pgtasks.task
        """);
}
