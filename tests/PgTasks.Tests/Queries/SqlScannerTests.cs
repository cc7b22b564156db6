using CsCheck;
using PgTasks.Postgres;

namespace PgTasks.Tests.Store;

public sealed class SqlScannerTests
{
    [Theory]
    [InlineData("SELECT @a", "SELECT $1", "a")]
    [InlineData("SELECT @a, @b, @A", "SELECT $1, $2, $1", "a,b")]
    [InlineData("WHERE age>=@age AND x=@x", "WHERE age>=$1 AND x=$2", "age,x")]
    [InlineData("SELECT '@a', \"@b\", 'it''s @c'", "SELECT '@a', \"@b\", 'it''s @c'", "")]
    [InlineData("SELECT E'\\'@a', @b", "SELECT E'\\'@a', $1", "b")]
    [InlineData("SELECT '\\', @b", "SELECT '\\', $1", "b")]
    [InlineData("SELECT $$@a$$, $x$@b $$ $x$, @c", "SELECT $$@a$$, $x$@b $$ $x$, $1", "c")]
    [InlineData("SELECT 1 -- @a\n, @b", "SELECT 1 -- @a\n, $1", "b")]
    [InlineData("SELECT /* @a /* @b */ @c */ @d", "SELECT /* @a /* @b */ @c */ $1", "d")]
    [InlineData("x @> @a AND x <@ @b AND t @@ @c", "x @> $1 AND x <@ $2 AND t @@ $3", "a,b,c")]
    [InlineData("t @@q AND x <@y", "t @@q AND x <@y", "")]
    [InlineData("SELECT @a::int, f(x => @b)", "SELECT $1::int, f(x => $2)", "a,b")]
    [InlineData("SELECT x[1:2], a$1, @é", "SELECT x[1:2], a$1, $1", "é")]
    [InlineData("SELECT j->@k--@x", "SELECT j->$1--@x", "k")]
    [InlineData("SELECT $2, $1, @a", "SELECT $1, $2, @a", "1,2")]
    public void Placeholders_are_found_where_PostgreSQL_has_none_else(string sql, string text, string names)
    {
        SqlText scanned = SqlScanner.Scan(sql);
        Assert.Equal(text, Assert.Single(scanned.Statements).Text);
        Assert.Equal(names, string.Join(',', scanned.Names));
    }

    [Theory]
    [InlineData("SELECT 1; SELECT 2;", 2)]
    [InlineData(" ; -- nothing\n ; /* ; */", 0)]
    [InlineData("SELECT ';'; SELECT $$;$$", 2)]
    [InlineData("CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2)", 1)]
    [InlineData(
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 3", 2)]
    [InlineData("BEGIN; SELECT 1; END; SELECT 2", 4)]
    public void Statements_end_at_semicolons_of_their_own(string sql, int count) =>
        Assert.Equal(count, SqlScanner.Scan(sql).Statements.Count);

    [Fact]
    public void Each_statement_takes_its_own_arguments()
    {
        SqlText scanned = SqlScanner.Scan("INSERT INTO t VALUES (@a); SELECT @b, @a");
        Assert.Equal([0], scanned.Statements[0].Arguments);
        Assert.Equal([1, 0], scanned.Statements[1].Arguments);
        Assert.Equal("SELECT $1, $2", scanned.Statements[1].Text);
    }

    [Theory]
    [InlineData("SELECT 1 FOR UPDATE", true)]
    [InlineData("with x as (select 1) select * from x", true)]
    [InlineData("WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x", false)]
    [InlineData("/* SELECT */ UPDATE t SET a = 1 RETURNING a", false)]
    public void Only_reads_are_told_from_changes(string sql, bool reads) =>
        Assert.Equal(reads, SqlScanner.Scan(sql).Statements[0].OnlyReads);

    [Fact]
    public void Any_text_is_scanned_to_its_end_and_strings_stay_whole() => Gen.String[Gen.Char["a'\"$@;-/*E\\ \n(1"], 0, 30]
        .Sample(text =>
        {
            SqlScanner.Scan(text);
            string quoted = "SELECT '" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
            Assert.Equal(quoted, Assert.Single(SqlScanner.Scan(quoted).Statements).Text);
        });
}
