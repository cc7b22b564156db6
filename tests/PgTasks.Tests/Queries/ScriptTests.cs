using System.Data.Common;
using System.Globalization;
using PgTasks.Postgres;

namespace PgTasks.Tests.Store;

public sealed class ScriptTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static readonly CancellationToken s_none = CancellationToken.None;

    [Theory]
    [InlineData("SELECT :a, ':a', \":a\", $$:a$$ -- :a", "SELECT x y, ':a', \":a\", $$:a$$ -- :a")]
    [InlineData("SELECT :'a', :\"a\", :'q', :\"q\"", "SELECT 'x y', \"x y\",  E'it''s \\\\ \"', \"it's \\ \"\"\"")]
    [InlineData("SELECT :{?a}, :{?no}, :no, :'no', a::a, a[1:2], :=a", "SELECT TRUE, FALSE, :no, :'no', a::a, a[1:2], :=a")]
    [InlineData("SELECT :loop", "SELECT :loop")]
    [InlineData("SELECT \\:a", "SELECT :a")]
    public void Variables_are_put_in_where_psql_puts_them(string sql, string text) =>
        Assert.Equal(text, Assert.Single(Scan(sql).Statements).Text);

    [Fact]
    public void A_variable_may_hold_statements_and_each_place_is_the_variables_own()
    {
        SqlText scanned = Scan("SELECT 0 WHERE :two + 1");
        Assert.Equal(["SELECT 0 WHERE true", "SELECT 2 + 1"], scanned.Statements.Select(statement => statement.Text));
        SqlStatement second = scanned.Statements[1];
        Assert.Equal(15, second.ToSource(0));
        Assert.Equal(19, second.ToSource(second.Text.IndexOf(" + 1", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("\\d", "MetaCommand")]
    [InlineData("SELECT 1 \\gset", "MetaCommand")]
    [InlineData("\\.", "MetaCommand")]
    public void What_only_psql_does_is_refused(string sql, string id) =>
        Assert.Equal(id, Assert.Throws<PgTaskException>(() => Scan(sql)).ErrorId);

    [Theory]
    [InlineData("COPY t FROM stdin;\n\t1\n;'\n\\.\nSELECT 1", "\t1\n;'\n", 2)]
    [InlineData("COPY t FROM STDIN; -- rows\r\na\r\n\\.\r\nSELECT 1", "a\r\n", 2)]
    [InlineData("COPY t FROM STDIN;\n\\.\nSELECT 1", "", 2)]
    [InlineData("COPY t FROM STDIN;\na\n\\.b\n", "a\n\\.b\n", 1)]
    [InlineData("COPY t FROM STDIN;\na", "a", 1)]
    public void Rows_below_COPY_are_no_SQL(string sql, string rows, int statements)
    {
        SqlText scanned = Scan(sql);
        Assert.Equal(statements, scanned.Statements.Count);
        Assert.Equal(rows, scanned.Statements[0].CopyData);
    }

    [Fact]
    public async Task Rows_that_the_server_refuses_leave_the_transaction_usable()
    {
        await fixture.ExecuteAsync("CREATE TABLE refused (a int)");
        StoreTransaction transaction = await fixture.Store.BeginAsync(
            new TransactionOptions(null, false, false), fixture.Caller, s_none);
        StoreCaller caller = fixture.Caller with { Transaction = transaction };
        string good = string.Concat(Enumerable.Range(1, 300_000).Select(i => $"{i.ToString(CultureInfo.InvariantCulture)}\n"));
        DbException error = await Assert.ThrowsAnyAsync<DbException>(() => RunAsync("COPY refused FROM stdin;\nx\n" + good, caller));
        SqlOutcome outcome = Assert.Single(await RunAsync("/* all */ COPY refused FROM stdin;\n" + good + "\\.\n", caller));
        await transaction.CommitAsync();
        Assert.Equal("22P02", error.SqlState);
        Assert.Equal(1, Assert.IsType<PgTaskStatement>(error.Data[ErrorRecords.StatementKey]).Line);
        Assert.Equal((300_000L, 300_000L), (outcome.Count, await fixture.ExecuteAsync("SELECT count(*) FROM refused")));
    }

    [Theory]
    [InlineData("BEGIN; SELECT 1")]
    [InlineData("BEGIN; SAVEPOINT a; ROLLBACK TO a; RELEASE a")]
    [InlineData("START TRANSACTION; COMMIT AND CHAIN")]
    public async Task A_transaction_that_would_be_rolled_back_in_silence_is_refused(string sql) => Assert.Equal(
        "TransactionStatement", (await Assert.ThrowsAsync<PgTaskException>(() => RunAsync(sql, fixture.Caller))).ErrorId);

    [Theory]
    [InlineData("BEGIN; SELECT 1; END")]
    [InlineData("BEGIN; COMMIT AND NO CHAIN")]
    [InlineData("SELECT 1; ROLLBACK")]
    public async Task A_transaction_that_ends_is_the_users(string sql) => Assert.NotEmpty(await RunAsync(sql, fixture.Caller));

    [Theory]
    [InlineData("SET work_mem = '4MB'; BEGIN; SELECT 1; COMMIT", null)]
    [InlineData("SET work_mem = '4MB'; BEGIN; SELECT 1/0; COMMIT", "22012")]
    [InlineData("SET work_mem = '4MB'; BEGIN; COMMIT; SELECT 1/0", "22012")]
    public async Task What_controls_transactions_leaves_a_clean_connection_without_a_warning(string sql, string? state)
    {
        fixture.Notices.Clear();
        Exception? error = await Record.ExceptionAsync(() => RunAsync(sql, fixture.Caller));
        fixture.Store.GetPool();
        Assert.Equal(state, (error as DbException)?.SqlState);
        Assert.Empty(fixture.Notices);
        SqlOutcome outcome = Assert.Single(await RunAsync(
            "SELECT setting = reset_val FROM pg_settings WHERE name = 'work_mem'", fixture.Caller));
        Assert.Equal([true], Assert.Single(outcome.Rows).Values);
    }

    private static SqlText Scan(string sql) => SqlScanner.Scan(sql, script: new SqlScript("a.sql", new Dictionary<string, string>
    {
        ["a"] = "x y",
        ["q"] = "it's \\ \"",
        ["loop"] = ":loop",
        ["two"] = "true; SELECT 2",
    }));

    private Task<IReadOnlyList<SqlOutcome>> RunAsync(string sql, StoreCaller caller) =>
        fixture.Store.Sql.RunAsync(new SqlCall(Scan(sql), null, false), [], caller, s_none);
}
