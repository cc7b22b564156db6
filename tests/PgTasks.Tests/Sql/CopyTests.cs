using System.Data.Common;

namespace PgTasks.Tests.Store;

public sealed class CopyTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static readonly CancellationToken s_none = CancellationToken.None;

    [Fact]
    public async Task Every_column_tells_what_it_takes()
    {
        await fixture.ExecuteAsync("CREATE DOMAIN age AS int; CREATE TABLE kinds (a age, b text[], c jsonb, d point, e date)");
        await using TableCopy copy = await fixture.Store.Sql.BeginCopyAsync(
            new CopyRequest("kinds", ["E", "a", "b", "c", "d"]), fixture.Caller, s_none);
        Assert.Equal(["e", "a", "b", "c", "d"], copy.Columns.Select(column => column!.Name));
        Assert.Equal(
            [ValueKind.Other, ValueKind.Integer, ValueKind.Text, ValueKind.Json, ValueKind.Other],
            copy.Columns.Select(column => column!.Kind));
        Assert.Equal([false, false, true, false, false], copy.Columns.Select(column => column!.IsArray));
        Assert.Equal([false, false, true, false, false], copy.Columns.Select(column => column!.HasEmpty));
        await copy.WriteAsync([new DateOnly(2024, 2, 29), 7, new[] { "x" }, new SqlJson("{}"), "(1,2)"], "row", s_none);
        await copy.WriteAsync([null, null, null, null, null], "row", s_none);
        Assert.Equal(2, await copy.CompleteAsync(s_none));
        Assert.Equal("(7,{x},{},\"(1,2)\",2024-02-29)", await fixture.ExecuteAsync("SELECT k::text FROM kinds k LIMIT 1"));
    }

    [Fact]
    public async Task What_is_not_completed_is_not_stored()
    {
        await fixture.ExecuteAsync("CREATE TABLE dropped (a int)");
        await using (TableCopy copy = await fixture.Store.Sql.BeginCopyAsync(new CopyRequest("dropped", ["a"]), fixture.Caller, s_none))
        {
            await copy.WriteAsync([1], "row", s_none);
        }

        Assert.Equal(0L, await fixture.ExecuteAsync("SELECT count(*) FROM dropped"));
    }

    [Fact]
    public async Task A_failed_copy_leaves_the_transaction_usable_and_other_statements_go_between()
    {
        await fixture.ExecuteAsync("CREATE TABLE unique_one (a int primary key)");
        StoreTransaction transaction = await fixture.Store.BeginAsync(
            new TransactionOptions(null, false, false), fixture.Caller, s_none);
        StoreCaller caller = fixture.Caller with { Transaction = transaction };
        TableCopy bad = await fixture.Store.Sql.BeginCopyAsync(new CopyRequest("unique_one", ["a"]), caller, s_none);
        await bad.WriteAsync([1], "row", s_none);
        await bad.WriteAsync([1], "row", s_none);
        DbException error = await Assert.ThrowsAnyAsync<DbException>(() => bad.CompleteAsync(s_none));
        TableCopy good = await fixture.Store.Sql.BeginCopyAsync(new CopyRequest("unique_one", ["a"]), caller, s_none);
        await good.WriteAsync([2], "row", s_none);
        await fixture.Store.Tasks.AddAsync([new NewTask { Title = "between" }], caller, s_none);
        await good.CompleteAsync(s_none);
        await transaction.CommitAsync(default);
        Assert.Equal(("23505", 2), (error.SqlState, await fixture.ExecuteAsync("SELECT sum(a)::int FROM unique_one")));
    }

    [Theory]
    [InlineData("int", "x", "22P02", "a")]
    [InlineData("smallint", "99999", "22003", "a")]
    [InlineData("varchar(2)", "abc", "22001", "a")]
    [InlineData("int NOT NULL", null, "23502", "a")]
    [InlineData("int UNIQUE", "1", "23505", null)]
    [InlineData("int CHECK (a < 5)", "7", "23514", null)]
    [InlineData("int REFERENCES refused_parent", "7", "23503", null)]
    public async Task The_row_that_the_server_refuses_is_told(string type, string? bad, string state, string? column)
    {
        await fixture.ExecuteAsync($"""
            CREATE TABLE IF NOT EXISTS refused_parent (id int PRIMARY KEY);
            INSERT INTO refused_parent SELECT generate_series(0, 3) ON CONFLICT DO NOTHING;
            DROP TABLE IF EXISTS refused; CREATE TABLE refused ("column" text, a {type})
            """);
        bool isUnique = type.EndsWith("UNIQUE", StringComparison.Ordinal);
        await using TableCopy copy = await fixture.Store.Sql.BeginCopyAsync(
            new CopyRequest("refused", ["column", "a"]), fixture.Caller, s_none);
        for (int row = 1; row <= 1000; row++)
        {
            object? value = row == 778 ? bad : isUnique ? row : row % 4;
            await copy.WriteAsync(["a\nx", value], row, s_none);
        }

        DbException error = await Assert.ThrowsAnyAsync<DbException>(() => copy.CompleteAsync(s_none));
        Assert.Equal((state, new RefusedRow(778, 778, column)), (error.SqlState, copy.Refused));
        Assert.Equal(0L, await fixture.ExecuteAsync("SELECT count(*) FROM refused"));
    }

    [Fact]
    public async Task A_row_of_a_later_batch_is_told_too()
    {
        await fixture.ExecuteAsync("CREATE TABLE wide (t text, n int)");
        string text = new('x', 3000);
        await using TableCopy copy = await fixture.Store.Sql.BeginCopyAsync(
            new CopyRequest("wide", ["t", "n"]), fixture.Caller, s_none);
        DbException error = await Assert.ThrowsAnyAsync<DbException>(async () =>
        {
            for (int row = 1; row <= 2000; row++)
            {
                await copy.WriteAsync([text, row == 1500 ? "x" : row], row, s_none);
            }

            await copy.CompleteAsync(s_none);
        });
        Assert.Equal(("22P02", new RefusedRow(1500, 1500, "n")), (error.SqlState, copy.Refused));
    }

    [Fact]
    public async Task Emptying_is_part_of_the_load()
    {
        await fixture.ExecuteAsync("CREATE TABLE emptied (a int); INSERT INTO emptied VALUES (1)");
        CopyRequest request = new("emptied", ["a"], Truncates: true);
        await using (TableCopy bad = await fixture.Store.Sql.BeginCopyAsync(request, fixture.Caller, s_none))
        {
            await bad.WriteAsync(["x"], "row", s_none);
            await Assert.ThrowsAnyAsync<DbException>(() => bad.CompleteAsync(s_none));
        }

        Assert.Equal(1, await fixture.ExecuteAsync("SELECT sum(a)::int FROM emptied"));
        await using (TableCopy good = await fixture.Store.Sql.BeginCopyAsync(request, fixture.Caller, s_none))
        {
            await good.WriteAsync([2], "row", s_none);
            Assert.Equal(1, await good.CompleteAsync(s_none));
        }

        Assert.Equal(2, await fixture.ExecuteAsync("SELECT sum(a)::int FROM emptied"));
    }

    [Fact]
    public async Task A_stop_while_the_server_is_at_the_last_step_reaches_it()
    {
        await fixture.ExecuteAsync("""
            CREATE TABLE stopped (a int);
            CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM pg_sleep(600); RETURN NULL; END$$;
            CREATE TRIGGER dawdle AFTER INSERT ON stopped FOR EACH STATEMENT EXECUTE FUNCTION dawdle()
            """);
        using CancellationTokenSource stop = new();
        await using (TableCopy copy = await fixture.Store.Sql.BeginCopyAsync(
            new CopyRequest("stopped", ["a"]), fixture.Caller, stop.Token))
        {
            await copy.WriteAsync([1], "row", stop.Token);
            Task<long> ending = copy.CompleteAsync(stop.Token);
            while (await CountSleepersAsync() == 0)
            {
                await Task.Delay(10, s_none);
            }

            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ending);
            Assert.Equal(0L, await CountSleepersAsync());
        }

        Assert.Equal(0L, await fixture.ExecuteAsync("SELECT count(*) FROM stopped"));
    }

    private async Task<long> CountSleepersAsync() => (long)(await fixture.ExecuteAsync(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"))!;
}
