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
            "kinds", ["E", "a", "b", "c", "d"], fixture.Caller, s_none);
        Assert.Equal(["e", "a", "b", "c", "d"], copy.Columns.Select(column => column.Name));
        Assert.Equal(
            [typeof(DateOnly), typeof(int), typeof(string[]), typeof(SqlJson), typeof(string)],
            copy.Columns.Select(column => column.ValueType));
        await copy.WriteAsync([new DateOnly(2024, 2, 29), 7, new[] { "x" }, new SqlJson("{}"), "(1,2)"], s_none);
        await copy.WriteAsync([null, null, null, null, null], s_none);
        Assert.Equal(2, await copy.CompleteAsync(s_none));
        Assert.Equal("(7,{x},{},\"(1,2)\",2024-02-29)", await fixture.ExecuteAsync("SELECT k::text FROM kinds k LIMIT 1"));
    }

    [Fact]
    public async Task What_is_not_completed_is_not_stored()
    {
        await fixture.ExecuteAsync("CREATE TABLE dropped (a int)");
        await using (TableCopy copy = await fixture.Store.Sql.BeginCopyAsync("dropped", ["a"], fixture.Caller, s_none))
        {
            await copy.WriteAsync([1], s_none);
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
        TableCopy bad = await fixture.Store.Sql.BeginCopyAsync("unique_one", ["a"], caller, s_none);
        await bad.WriteAsync([1], s_none);
        await bad.WriteAsync([1], s_none);
        DbException error = await Assert.ThrowsAnyAsync<DbException>(() => bad.CompleteAsync(s_none));
        TableCopy good = await fixture.Store.Sql.BeginCopyAsync("unique_one", ["a"], caller, s_none);
        await good.WriteAsync([2], s_none);
        await fixture.Store.Tasks.AddAsync([new NewTask { Title = "between" }], caller, s_none);
        await good.CompleteAsync(s_none);
        await transaction.CommitAsync();
        Assert.Equal(("23505", 2), (error.SqlState, await fixture.ExecuteAsync("SELECT sum(a)::int FROM unique_one")));
    }
}
