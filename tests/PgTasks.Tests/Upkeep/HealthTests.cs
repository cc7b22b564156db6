using Npgsql;
using PgTasks.Postgres;

namespace PgTasks.Tests.Store;

/// <summary>What is made of what a server tells, where a test cannot wait for it.</summary>
public sealed class HealthTests(TestServer server)
{
    [Theory]
    [InlineData("session", 299, 10, PgTaskCheckStatus.Ok)]
    [InlineData("session", 301, 10, PgTaskCheckStatus.Warning)]
    [InlineData("session", null, 49_999, PgTaskCheckStatus.Ok)]
    [InlineData("session", null, 50_000, PgTaskCheckStatus.Warning)]
    [InlineData("prepared", 3600, 0, PgTaskCheckStatus.Warning)]
    [InlineData("slot", null, 2_000_000, PgTaskCheckStatus.Warning)]
    [InlineData("slot", null, 0, PgTaskCheckStatus.Ok)]
    public void A_snapshot_is_too_old_by_its_time_or_by_what_has_happened_since(
        string kind, int? seconds, int age, PgTaskCheckStatus expected)
    {
        PgTaskStoreCheck check = Assert.Single(SnapshotHealth.Judge([Holder(kind, "it's \\", seconds, age)]));
        Assert.Equal(expected, check.Status);
        Assert.Equal("it's \\", check.Target);
        Assert.Equal(seconds is { } some ? TimeSpan.FromSeconds(some) : age, check.Value);
        Assert.Equal(expected == PgTaskCheckStatus.Ok, check.Advice is null);
    }

    [Fact]
    public void Each_snapshot_that_is_too_old_is_a_finding()
    {
        PgTaskStoreCheck[] checks = [.. SnapshotHealth.Judge([
            Holder("session", "1", 900, 9), Holder("prepared", "2", 800, 8), Holder("session", "3", 1, 7)])];
        Assert.Equal(["1", "2"], checks.Select(check => check.Target));
    }

    [Fact]
    public async Task The_name_of_a_prepared_transaction_stands_in_the_advice_as_SQL_reads_it()
    {
        string advice = Assert.Single(SnapshotHealth.Judge([Holder("prepared", "it's \\", 900, 1)])).Advice!;
        int start = advice.IndexOf("PREPARED ", StringComparison.Ordinal) + "PREPARED ".Length;
        string literal = advice[start..advice.IndexOf(" or ROLLBACK", StringComparison.Ordinal)];
        string database = await server.CreateDatabaseAsync();
        Assert.Equal("it's \\", await TestServer.ExecuteAsync(database, $"SELECT {literal}"));
    }

    [Theory]
    [InlineData(100_000L, 9_999L, PgTaskCheckStatus.Ok)]
    [InlineData(100_000L, 20_000L, PgTaskCheckStatus.Ok)]
    [InlineData(100_000L, 40_000L, PgTaskCheckStatus.Warning)]
    [InlineData(0L, 10_000L, PgTaskCheckStatus.Warning)]
    [InlineData(0L, 0L, PgTaskCheckStatus.Ok)]
    public void Dead_rows_count_where_they_are_many_and_a_large_share(long live, long dead, PgTaskCheckStatus expected)
    {
        object?[] row = ["t", live, dead, null, DateTime.UtcNow, 0L];
        Assert.Equal(expected, Assert.Single(TableHealth.Judge([row]), check => check.Name == TableHealth.DeadRows).Status);
    }

    [Theory]
    [InlineData(false, 0L, 9_999L, PgTaskCheckStatus.Ok)]
    [InlineData(false, 0L, 10_000L, PgTaskCheckStatus.Warning)]
    [InlineData(true, 5_000L, 10_000L, PgTaskCheckStatus.Ok)]
    [InlineData(true, 5_001L, 10_000L, PgTaskCheckStatus.Warning)]
    public void A_table_is_to_be_analyzed_where_it_never_was_or_half_of_it_has_changed(
        bool isAnalyzed, long changed, long live, PgTaskCheckStatus expected)
    {
        DateTime? analyzed = isAnalyzed ? DateTime.UtcNow : null;
        PgTaskStoreCheck check = Assert.Single(
            TableHealth.Judge([["t", live, 0L, null, analyzed, changed]]), check => check.Name == TableHealth.Statistics);
        Assert.Equal(expected, check.Status);
        Assert.Equal(analyzed?.ToLocalTime(), check.Value);
    }

    [Theory]
    [InlineData(0.04, PgTaskCheckStatus.Ok)]
    [InlineData(0.05, PgTaskCheckStatus.Warning)]
    [InlineData(0.5, PgTaskCheckStatus.Error)]
    public void The_queue_of_notifications_is_an_error_long_before_nobody_can_commit(double usage, PgTaskCheckStatus expected)
    {
        PgTaskStoreCheck check = Assert.Single(ServerHealth.JudgeNotifications([[usage]]));
        Assert.Equal(expected, check.Status);
        Assert.Equal(usage, check.Value);
    }

    [Fact]
    public void Tasks_whose_time_has_come_are_nothing_to_say_where_there_never_was_a_worker()
    {
        DateTime time = DateTime.UtcNow.AddHours(-1);
        Assert.Equal(PgTaskCheckStatus.Ok, Assert.Single(WorkHealth.JudgePutOff([[3L, time, false]])).Status);
        PgTaskStoreCheck check = Assert.Single(WorkHealth.JudgePutOff([[3L, time, true]]));
        Assert.Equal(PgTaskCheckStatus.Warning, check.Status);
        Assert.Equal(3L, check.Value);
    }

    [Fact]
    public void A_setting_that_keeps_the_server_from_vacuuming_is_an_error()
    {
        PgTaskStoreCheck check = Assert.Single(ServerHealth.JudgeAutovacuum([["track_counts", null]]));
        Assert.Equal(PgTaskCheckStatus.Error, check.Status);
        Assert.Equal("track_counts", check.Target);
    }

    [Fact]
    public async Task A_store_of_an_older_version_is_to_be_brought_up_to_date()
    {
        string database = await server.CreateDatabaseAsync();
        await using (NpgsqlDataSource source = NpgsqlDataSource.Create(database))
        {
            await new SchemaMigrations(SchemaMigration.Embedded, new SqlName("pgtasks")).ApplyAsync(
                token => source.OpenConnectionAsync(token).AsTask(), TestContext.Current.CancellationToken, 2);
        }

        await using PostgresTaskStore store = new();
        StoreCaller caller = new(_ => { });
        await store.OpenAsync(new ConnectionRequest { ConnectionString = database }, caller, TestContext.Current.CancellationToken);
        PgTaskStoreCheck[] checks = await store.Upkeep.CheckAsync(caller, TestContext.Current.CancellationToken)
            .ToArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal("Schema", checks[0].Name);
        Assert.Equal(PgTaskCheckStatus.Error, checks[0].Status);
        Assert.Equal(2, checks[0].Value);
        Assert.DoesNotContain(checks[1..], check => check.Status is PgTaskCheckStatus.Warning or PgTaskCheckStatus.Error);
    }

    private static object?[] Holder(string kind, string name, int? seconds, int age) =>
        [kind, name, "ann", "app", "active", seconds is { } some ? TimeSpan.FromSeconds(some) : null, age, "SELECT", seconds is null];
}
