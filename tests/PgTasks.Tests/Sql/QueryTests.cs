using System.Data.Common;
using System.Net;
using System.Numerics;
using CsCheck;
using PgTasks.Postgres;

namespace PgTasks.Tests.Store;

public sealed class QueryTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static readonly CancellationToken s_none = CancellationToken.None;

    public static TheoryData<string, object?> Values => new()
    {
        { "NULL::int", null },
        { "1::smallint", (short)1 },
        { "1", 1 },
        { "1::bigint", 1L },
        { "1.50", 1.50m },
        { "1e40::numeric", BigInteger.Pow(10, 40) },
        { "-1e40::numeric", -BigInteger.Pow(10, 40) },
        { "1e30::numeric(40,3)", "1000000000000000000000000000000.000" },
        { "-0.00000000000000000000000000000000012::numeric", "-0.00000000000000000000000000000000012" },
        { "1.5::numeric(50,30)", 1.5m },
        { "1e28::numeric(40,3)", 10_000_000_000_000_000_000_000_000_000m },
        { "0::numeric(60,50)", 0m },
        { "123456789012345678901234567890", BigInteger.Parse("123456789012345678901234567890", null) },
        { "0.123456789012345678901234567890", "0.123456789012345678901234567890" },
        { "79228162514264337593543950335", decimal.MaxValue },
        { "79228162514264337593543950336", BigInteger.Parse("79228162514264337593543950336", null) },
        { "'NaN'::numeric", double.NaN },
        { "1.5::real", 1.5f },
        { "1.5::float8", 1.5 },
        { "true", true },
        { "'x'::\"char\"", "x" },
        { "'ab'::char(3)", "ab " },
        { "'{\"a\": 1}'::jsonb", "{\"a\": 1}" },
        { "'infinity'::timestamptz", DateTime.MaxValue },
        { "'-infinity'::timestamp", new ExactValue(DateTime.MinValue, "-infinity") },
        { "'-infinity'::date", new ExactValue(DateTime.MinValue, "-infinity") },
        { "'0001-01-01'::timestamp", DateTime.MinValue },
        { "'infinity'::date", DateTime.MaxValue },
        { "'2024-02-29'::date", new DateTime(2024, 2, 29) },
        { "'0001-01-01'::date", new DateTime(1, 1, 1) },
        { "'9999-12-31'::date", new DateTime(9999, 12, 31) },
        { "'0044-03-15 BC'::date", "0044-03-15 BC" },
        { "'12000-03-15 01:02:03.5'::timestamp", "12000-03-15 01:02:03.5" },
        { "'2024-02-29 01:02:03.000004'::timestamp", new DateTime(2024, 2, 29, 1, 2, 3).AddTicks(40) },
        { "'24:00'::time", new ExactValue(TimeSpan.FromDays(1), "24:00:00") },
        { "'24:00'::interval", new ExactValue(TimeSpan.FromDays(1), "24:00:00") },
        { "'1 day'::interval", TimeSpan.FromDays(1) },
        { "'1 day -1 hour'::interval", new ExactValue(TimeSpan.FromHours(23), "1 day -01:00:00") },
        { "'2 days 03:04:05'::interval", new TimeSpan(2, 3, 4, 5) },
        { "'1 year 2 mons -3 days'::interval", "1 year 2 mons -3 days" },
        { "'1.2.3.4'::inet", IPAddress.Parse("1.2.3.4") },
        { "'10.0.0.0/8'::inet", "10.0.0.0/8" },
        { "'10.0.0.0/8'::cidr", "10.0.0.0/8" },
        { "'\\x01ff'::bytea", new byte[] { 1, 255 } },
        { "'[1,5)'::int4range", "[1,5)" },
        { "b'101'", "101" },
        { "'(1,2)'::point", "(1,2)" },
        { "'pg_class'::regclass", "pg_class" },
        { "row(1, 'a b')", "(1,\"a b\")" },
        { "'{1,2}'::int[]", new[] { 1, 2 } },
        { "'{1,NULL}'::int[]", new int?[] { 1, null } },
        { "'{2024-02-29}'::date[]", new[] { new DateTime(2024, 2, 29) } },
        { "'{a,NULL}'::text[]", new[] { "a", null } },
        { "'{}'::int[]", Array.Empty<int>() },
        { "'{{1,2},{3,4}}'::int[]", new[,] { { 1, 2 }, { 3, 4 } } },
        { "'{{1,NULL}}'::int[]", new int?[,] { { 1, null } } },
        { "'[0:1]={1,NULL}'::int[]", "[0:1]={1,NULL}" },
        { "'[2:2][3:4]={{\"a b\",c}}'::text[]", "[2:2][3:4]={{\"a b\",c}}" },
        { "'{1,NaN,NULL}'::numeric[]", new object?[] { 1m, double.NaN, null } },
        { "'{2024-02-29,10000-01-01}'::date[]", new object[] { new DateTime(2024, 2, 29), "10000-01-01" } },
        { "'{24:00,01:00}'::time[]", new object[] { "24:00:00", TimeSpan.FromHours(1) } },
        { "'{1.2.3.4,10.0.0.0/8}'::inet[]", new object[] { IPAddress.Parse("1.2.3.4"), "10.0.0.0/8" } },
        { "''::\"char\"", "" },
        { "'{1 day}'::interval[]", new[] { TimeSpan.FromDays(1) } },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Each_type_comes_as_its_own(string sql, object? expected) =>
        Assert.Equal(expected, await ScalarAsync($"SELECT {sql}"));

    [Theory]
    [InlineData("'0044-03-15 BC'::timestamp")]
    [InlineData("'294276-12-31 23:59:59.999999'::timestamp")]
    [InlineData("'4713-01-01 BC'::date")]
    [InlineData("'-1 year -2 mons +3 days -04:05:06.7'::interval")]
    [InlineData("'1 mon 1 day'::interval")]
    [InlineData("'-1 mon 00:00:01'::interval")]
    public async Task What_dotnet_lacks_reads_as_the_server_writes_it(string sql) =>
        Assert.Equal(await ScalarAsync($"SELECT ({sql})::text"), await ScalarAsync($"SELECT {sql}"));

    [Fact]
    public async Task Types_made_on_the_way_come_as_text()
    {
        List<SqlRow> rows = await QueryAsync("""
            CREATE TYPE pair AS (a int, b text); CREATE TYPE mood AS ENUM ('ok', 'sad');
            SELECT row(1, 'x')::pair AS p, 'ok'::mood AS m, ARRAY[row(1, 'x')::pair] AS ps, 7 AS n
            """);
        Assert.Equal(["(1,x)", "ok", "{\"(1,x)\"}", 7], Assert.Single(rows).Values);
        Assert.Equal(new[] { "sad" }, await ScalarAsync("SELECT '{sad}'::mood[]"));
    }

    [Fact]
    public async Task Columns_of_one_name_are_kept_apart()
    {
        SqlRow row = Assert.Single(await QueryAsync("SELECT 1 AS id, 2 AS \"ID\", 3 AS id_2, 4, 5"));
        Assert.Equal(["id", "ID_3", "id_2", "?column?", "?column?_2"], row.Columns.Names);
    }

    [Fact]
    public async Task As_many_columns_as_a_result_can_have_keep_their_order_and_none_is_lost()
    {
        string columns = string.Join(", ", Enumerable.Range(1, 1600));
        SqlRow row = Assert.Single(await QueryAsync($"SELECT {columns}"));
        Assert.Equal(Enumerable.Range(1, 1600).Cast<object?>(), row.Values);
        Assert.Equal(1600, row.Columns.Names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal("?column?_1600", row.Columns.Names[^1]);
    }

    [Fact]
    public async Task Rows_without_columns_are_rows()
    {
        List<SqlRow> rows = await QueryAsync("SELECT FROM generate_series(1, 3)");
        Assert.Equal([0, 0, 0], rows.Select(row => row.Values.Length));
    }

    [Fact]
    public async Task A_table_that_changes_is_read_anew()
    {
        await QueryAsync("CREATE TABLE changing (a int); INSERT INTO changing VALUES (1)");
        Assert.Equal([1], Assert.Single(await QueryAsync("SELECT * FROM changing")).Values);
        await QueryAsync("CREATE TYPE late AS (x int); ALTER TABLE changing ADD b late DEFAULT row(2)::late");
        PgTaskException error = await Assert.ThrowsAsync<PgTaskException>(() => QueryAsync("SELECT * FROM changing"));
        Assert.Equal("ValueNotReadable", error.ErrorId);
        Assert.Equal([1, "(2)"], Assert.Single(await QueryAsync("SELECT * FROM changing")).Values);
    }

    [Fact]
    public async Task A_statement_runs_once_though_its_columns_are_asked_for_first()
    {
        await QueryAsync("CREATE TABLE once (id serial, p point)");
        await QueryAsync("INSERT INTO once (p) VALUES ('(1,2)') RETURNING p");
        Assert.Equal(1, await ScalarAsync("SELECT max(id) FROM once"));
    }

    [Fact]
    public async Task Several_statements_are_all_or_nothing()
    {
        await QueryAsync("CREATE TABLE several (id int primary key)");
        DbException error = await Assert.ThrowsAnyAsync<DbException>(
            () => QueryAsync("INSERT INTO several VALUES (1); INSERT INTO several VALUES (1)"));
        Assert.Equal(("23505", 0L), (error.SqlState, await ScalarAsync("SELECT count(*) FROM several")));
    }

    [Theory]
    [InlineData("""
        CREATE FUNCTION atomic(a int) RETURNS int LANGUAGE sql
        BEGIN ATOMIC SELECT 1; SELECT CASE WHEN $1 > 0 THEN $1 + 1 ELSE 0 END; END;
        SELECT atomic(4)
        """, 5)]
    [InlineData("CREATE PROCEDURE nothing() BEGIN ATOMIC; SELECT 1; END; CALL nothing(); SELECT 2", 2)]
    [InlineData("""
        CREATE TABLE ruled (a int); CREATE TABLE copied (a int);
        CREATE RULE twice AS ON INSERT TO ruled DO ALSO (DELETE FROM copied; INSERT INTO copied VALUES (new.a));
        INSERT INTO ruled VALUES (7); SELECT a FROM copied
        """, 7)]
    [InlineData("SELECT E'a' -- on it goes\n'\\'b;'", "a'b;")]
    public async Task Semicolons_inside_a_statement_belong_to_it(string sql, object expected) =>
        Assert.Equal(expected, (await QueryAsync(sql))[^1].Values[0]);

    [Fact]
    public async Task A_statement_alone_may_hold_semicolons() =>
        Assert.Empty(await QueryAsync("CREATE FUNCTION alone() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END"));

    [Theory]
    [InlineData("")]
    [InlineData(" ; -- nothing\n")]
    public async Task No_statement_does_nothing(string sql)
    {
        Assert.Empty(await QueryAsync(sql));
        Assert.Equal(0, await fixture.Store.Sql.ExecuteAsync(Call(sql), [], fixture.Caller, s_none));
    }

    [Fact]
    public async Task Strings_end_where_the_servers_settings_say()
    {
        await using PostgresTaskStore store = new();
        await store.OpenAsync(
            new ConnectionRequest { ConnectionString = fixture.ConnectionString + ";Options=-c standard_conforming_strings=off" },
            fixture.Caller,
            s_none);
        SqlCall call = new(store.Sql.Parse("SELECT 'it\\'s; @a', @b; SELECT 2", fixture.Caller), null, false);
        Assert.Equal(["b"], call.Text.Names);
        IReadOnlyList<SqlOutcome> outcomes = await store.Sql.RunAsync(call, ["x"], fixture.Caller, s_none);
        Assert.Equal(["it's; @a", "x"], outcomes[0].Rows[0].Values);
        Assert.Equal(2, outcomes.Count);
    }

    [Fact]
    public async Task Ending_a_change_early_does_not_undo_it()
    {
        await QueryAsync("CREATE TABLE early (id int)");
        SqlCall call = Call("INSERT INTO early SELECT generate_series(1, 100000) RETURNING id");
        await foreach (SqlRow row in fixture.Store.Sql.QueryAsync(call, [], fixture.Caller, s_none))
        {
            Assert.Equal(1, row.Values[0]);
            break;
        }

        Assert.Equal(100_000L, await ScalarAsync("SELECT count(*) FROM early"));
    }

    [Theory]
    [InlineData("INSERT INTO counted SELECT generate_series(1, 5)", 5)]
    [InlineData("SELECT * FROM generate_series(1, 3)", 3)]
    [InlineData("SET LOCAL work_mem = '4MB'", 0)]
    [InlineData("INSERT INTO counted VALUES (1); SELECT 1; DELETE FROM counted WHERE false", 1)]
    public async Task Counts_are_those_of_rows(string sql, long count)
    {
        await QueryAsync("CREATE TABLE IF NOT EXISTS counted (id int)");
        SqlCall call = Call(sql) with { CountsOnly = true };
        Assert.Equal(count, await fixture.Store.Sql.ExecuteAsync(call, [], fixture.Caller, s_none));
    }

    [Fact]
    public async Task One_bad_set_fails_alone()
    {
        await QueryAsync("CREATE TABLE each (id int primary key)");
        object?[][] sets = [[1], [2], [1], ["x"], ["4"]];
        StoreResult[] results = await fixture.Store.Sql.RunEachAsync(
            Call("INSERT INTO each VALUES (@id) RETURNING id"), sets, fixture.Caller, s_none);
        Assert.Equal(
            [null, null, "23505", "22P02", null], results.Select(result => (result.Error as DbException)?.SqlState));
        Assert.Equal(4, Assert.Single(Assert.Single(Assert.IsType<List<SqlOutcome>>(results[4].Value)).Rows).Values[0]);
    }

    [Theory]
    [InlineData("BEGIN", "TransactionStatement")]
    [InlineData("COPY pg_class TO STDOUT", "CopyNotSupported")]
    [InlineData("SELECT @a", "ParameterMissing")]
    public async Task What_cannot_work_is_refused(string sql, string id) =>
        Assert.Equal(id, (await Assert.ThrowsAsync<PgTaskException>(() => QueryAsync(sql))).ErrorId);

    [Fact]
    public Task Values_go_there_and_back() => Gen.Select(
        Gen.Int, Gen.Long, Gen.Decimal, Gen.Double, Gen.String[Gen.Char['\u0001', '\ud7ff'], 0, 20],
        Gen.Int.Array[1, 5], Gen.String[Gen.Char["a\\\"{}, \n"], 0, 5].Array[1, 5]).SampleAsync(
        async (i, l, d, f, s, ints, texts) =>
        {
            object?[] values = [i, l, d, f, s, ints.Cast<object?>().ToArray(), texts];
            SqlRow row = Assert.Single(await QueryAsync(
                "SELECT @i, @l, @d, @f, @s::text, @ints, @texts::text[]", values));
            object whole = l is >= int.MinValue and <= int.MaxValue ? (object)(int)l : l;
            Assert.Equal([i, whole, d, f, s, ints, texts], row.Values);
        },
        iter: 100, threads: 1);

    public static TheoryData<object?, string, string> Parameters => new()
    {
        { 5L, "integer", "5" },
        { 2_147_483_648L, "bigint", "2147483648" },
        { (byte)5, "smallint", "5" },
        { ushort.MaxValue, "integer", "65535" },
        { uint.MaxValue, "bigint", "4294967295" },
        { 5UL, "integer", "5" },
        { ulong.MaxValue, "numeric", "18446744073709551615" },
        { new BigInteger(5), "integer", "5" },
        { BigInteger.Pow(10, 40), "numeric", "1" + new string('0', 40) },
        { new DateOnly(9999, 12, 31), "date", "9999-12-31" },
        { DateOnly.MinValue, "date", "0001-01-01" },
        { DateTime.MinValue, "timestamp without time zone", "0001-01-01 00:00:00" },
        { DateTime.MaxValue, "timestamp without time zone", "infinity" },
        { DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc), "timestamp with time zone", "0001-01-01 00:00:00+00" },
        { DateTimeOffset.MaxValue, "timestamp with time zone", "9999-12-31 23:59:59.999999+00" },
        { new[,] { { 1, 2 }, { 3, 4 } }, "integer[]", "{{1,2},{3,4}}" },
        { new object[] { new object[] { 1, null! }, new object[] { 3L, 4 } }, "integer[]", "{{1,NULL},{3,4}}" },
        { new object[] { 1, 2L, 2_147_483_648L }, "bigint[]", "{1,2,2147483648}" },
        { new[] { 1L, 2L }, "bigint[]", "{1,2}" },
        { new ulong[] { 1 }, "numeric[]", "{1}" },
        { new object[] { 1, 2.5m }, "numeric[]", "{1,2.5}" },
        { new object[] { 1, 2.5 }, "double precision[]", "{1,2.5}" },
        { new object?[] { DateOnly.MaxValue, null }, "date[]", "{9999-12-31,NULL}" },
        { new object[] { new byte[] { 0, 255 }, new byte[] { 1 } }, "bytea[]", "{\"\\\\x00ff\",\"\\\\x01\"}" },
    };

    [Theory]
    [MemberData(nameof(Parameters))]
    public async Task A_value_goes_as_what_it_is(object? value, string type, string text)
    {
        SqlRow row = Assert.Single(await QueryAsync(
            "SELECT pg_typeof(@v)::text, @v::text FROM set_config('TimeZone', 'UTC', true)", value));
        Assert.Equal([type, text], row.Values);
    }

    [Fact]
    public async Task Elements_of_unlike_types_lose_nothing()
    {
        SqlRow row = Assert.Single(await QueryAsync(
            "SELECT @a::numeric[]::text, @b::inet[]::text",
            new object[] { 12345678901234567.5m, 2.5 },
            new object[] { IPAddress.Loopback, "10.0.0.0/8" }));
        Assert.Equal(["{12345678901234567.5,2.5}", "{127.0.0.1,10.0.0.0/8}"], row.Values);
    }

    [Fact]
    public async Task Arrays_that_are_not_equally_long_are_refused() => Assert.Equal(
        "ArrayNotRectangular",
        (await Assert.ThrowsAsync<PgTaskException>(
            () => QueryAsync("SELECT @v", new object?[] { new object[] { new[] { 1 }, new[] { 1, 2 } } }))).ErrorId);

    [Theory]
    [InlineData("left('abc', @n)", "ab")]
    [InlineData("make_date(2024, @n, 1)::text", "2024-02-01")]
    [InlineData("substr('abc', @n)", "bc")]
    public async Task A_long_is_an_integer_where_it_is_one(string sql, string expected) =>
        Assert.Equal(expected, Assert.Single(await QueryAsync($"SELECT {sql}", 2L)).Values[0]);

    [Theory]
    [InlineData(DateTimeKind.Local)]
    [InlineData(DateTimeKind.Utc)]
    [InlineData(DateTimeKind.Unspecified)]
    public async Task Times_are_instants(DateTimeKind kind)
    {
        DateTime local = new(2026, 3, 1, 12, 30, 0, DateTimeKind.Local);
        DateTime given = kind == DateTimeKind.Utc ? local.ToUniversalTime() : DateTime.SpecifyKind(local, kind);
        DateTime read = Assert.IsType<DateTime>(Assert.Single(await QueryAsync("SELECT @t::timestamptz", given)).Values[0]);
        Assert.Equal((local, DateTimeKind.Local), (read, read.Kind));
    }

    private SqlCall Call(string sql) => new(fixture.Store.Sql.Parse(sql, fixture.Caller), null, false);

    private async Task<object?> ScalarAsync(string sql) => (await QueryAsync(sql))[0].Values[0];

    private async Task<List<SqlRow>> QueryAsync(string sql, params object?[] values)
    {
        List<SqlRow> rows = [];
        await foreach (SqlRow row in fixture.Store.Sql.QueryAsync(Call(sql), values, fixture.Caller, s_none))
        {
            rows.Add(row);
        }

        return rows;
    }
}
