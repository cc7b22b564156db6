using Npgsql;
using PgTasks.Postgres;

namespace PgTasks.Tests.Store;

/// <summary>The index of words, which searches bring up to date: nothing that is committed is ever missing.</summary>
public sealed class WordIndexTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_task_that_is_committed_after_later_ones_were_indexed_is_found()
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(fixture.ConnectionString);
        await using NpgsqlConnection late = await source.OpenConnectionAsync(Stop);
        await using NpgsqlTransaction transaction = await late.BeginTransactionAsync(Stop);
        await using NpgsqlCommand add = new("INSERT INTO pgtasks.task (title) VALUES ('latecomer one')", late);
        await add.ExecuteNonQueryAsync(Stop);
        await fixture.Store.Tasks.AddAsync([new NewTask { Title = "punctual" }], fixture.Caller, Stop);

        // Several rounds, so that one that forgets who held the table would call the number settled.
        for (int round = 0; round < 3; round++)
        {
            Assert.Single(await SearchAsync("punctual"));
            Assert.Empty(await SearchAsync("latecomer"));
        }

        long settled = (long)(await fixture.ExecuteAsync("SELECT settled FROM pgtasks.task_text_state"))!;
        long last = (long)(await fixture.ExecuteAsync("SELECT max(id) FROM pgtasks.task"))!;
        Assert.True(settled < last);

        await transaction.CommitAsync(Stop);
        Assert.Single(await SearchAsync("latecomer"));
        Assert.Equal(1L, await fixture.ExecuteAsync(
            "SELECT count(*) FROM pgtasks.task_text x JOIN pgtasks.task t USING (id) WHERE t.title LIKE 'latecomer%'"));
        await SearchAsync("latecomer");
        Assert.Equal(last, await fixture.ExecuteAsync("SELECT settled FROM pgtasks.task_text_state"));
    }

    [Theory]
    [InlineData("repeatable read")]
    [InlineData("serializable")]
    public async Task An_older_snapshot_settles_nothing(string isolation)
    {
        await SearchAsync("x");
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(fixture.ConnectionString);
        await using NpgsqlConnection holder = await source.OpenConnectionAsync(Stop);
        await using NpgsqlConnection writer = await source.OpenConnectionAsync(Stop);
        await using NpgsqlConnection old = await source.OpenConnectionAsync(Stop);
        await using NpgsqlTransaction holding = await holder.BeginTransactionAsync(Stop);
        await RunAsync(holder, "SELECT FROM pgtasks.task_text_state FOR UPDATE");
        await using NpgsqlTransaction writing = await writer.BeginTransactionAsync(Stop);
        string word = isolation.Replace(" ", "", StringComparison.Ordinal);
        await RunAsync(writer, $"INSERT INTO pgtasks.task (title) VALUES ('zebra{word}')");
        await fixture.Store.Tasks.AddAsync([new NewTask { Title = "later" }], fixture.Caller, Stop);
        await RunAsync(old, $"SET default_transaction_isolation = '{isolation}'");

        // It has its snapshot, and waits; then the writer ends.
        Task indexing = RunAsync(old, "SELECT pgtasks.index_words('simple', NULL, 1000)");
        while (!await IsBlockedAsync(old.ProcessID))
        {
            await Task.Delay(10, Stop);
        }

        await writing.CommitAsync(Stop);
        await holding.CommitAsync(Stop);
        await indexing;
        Assert.Single(await SearchAsync($"zebra{word}"));
    }

    [Fact]
    public async Task Many_searches_at_once_beside_many_that_add_miss_nothing()
    {
        const int Writers = 4;
        const int Each = 150;
        using CancellationTokenSource ended = new();
        Task[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (!ended.IsCancellationRequested)
            {
                await SearchAsync("busy");
            }
        }))];
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (int i = 0; i < Each; i++)
            {
                await fixture.Store.Tasks.AddAsync(
                    [.. Enumerable.Range(0, 1 + (i % 3)).Select(n => new NewTask { Title = $"busy {writer} {i} {n}" })],
                    fixture.Caller, Stop);
                // What was told as added is there for the next search.
                Assert.Equal(1 + (i % 3), (await SearchAsync($"busy {writer} {i}")).Count(task =>
                    task.Title.StartsWith($"busy {writer} {i} ", StringComparison.Ordinal)));
            }
        })));
        await ended.CancelAsync();
        await Task.WhenAll(readers);
        Assert.Equal(Writers * Each * 2, (await SearchAsync("busy")).Count);
        Assert.Equal(0L, await fixture.ExecuteAsync("""
            SELECT count(*) FROM pgtasks.task t
            WHERE NOT EXISTS (SELECT FROM pgtasks.task_text x WHERE x.id = t.id AND x.language = 'simple')
            """));
    }

    [Fact]
    public async Task A_great_many_come_in_parts()
    {
        await fixture.ExecuteAsync("INSERT INTO pgtasks.task (title) SELECT 'multitude ' || i FROM generate_series(1, 30000) i");
        List<int> parts = [];
        await foreach (int count in fixture.Store.Tasks.IndexWordsAsync("simple", fixture.Caller, Stop))
        {
            parts.Add(count);
        }

        Assert.True(parts.Count >= 3);
        Assert.True(parts.Sum() >= 30_000);
        await fixture.ExecuteAsync("ANALYZE pgtasks.task, pgtasks.task_text");
        Assert.Equal("multitude 77", Assert.Single(await SearchAsync("multitude 77")).Title);
        SqlBuilder search = new TaskStatements(SqlName.OfSchema("pgtasks"), "me").Get(
            new TaskQuery(new TaskFilter { Search = "multitude 77" }) { First = 40 });
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(fixture.ConnectionString);
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(Stop);
        await using NpgsqlCommand explain = search.CreateCommand(connection);
        explain.CommandText = "EXPLAIN " + explain.CommandText;
        List<string> plan = [];
        await using (NpgsqlDataReader lines = await explain.ExecuteReaderAsync(Stop))
        {
            while (await lines.ReadAsync(Stop))
            {
                plan.Add(lines.GetString(0));
            }
        }

        Assert.Contains(plan, line => line.Contains("task_text_words", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, line => line.Contains("Seq Scan on task ", StringComparison.Ordinal));
    }

    private async Task<bool> IsBlockedAsync(int process) =>
        (bool)(await fixture.ExecuteAsync(TestCluster.IsBlocked(process)))!;

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync(Stop);
    }

    private async Task<List<PgTask>> SearchAsync(string words)
    {
        await foreach (int _ in fixture.Store.Tasks.IndexWordsAsync("simple", fixture.Caller, Stop))
        {
        }

        List<PgTask> found = [];
        await foreach (PgTask task in fixture.Store.Tasks.GetAsync(
            new TaskFilter { Search = words }, fixture.Caller, Stop))
        {
            found.Add(task);
        }

        return found;
    }
}
