using CsCheck;
using PgTasks.Postgres;

namespace PgTasks.Tests.Store;

public sealed class SqlScannerTests
{
    private static readonly Gen<string> s_text = Gen.String[Gen.Char["a'\"$@;-/*E\\ \n(1"], 0, 30];

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
    [InlineData("a<@@b AND c@>@d AND @-@p AND j @?@e AND |/@f", "a<@$1 AND c@>$2 AND @-@p AND j @?$3 AND |/$4", "b,d,e,f")]
    [InlineData("SELECT @a\u00a0, 'x'\n'@b', @c", "SELECT $1, 'x'\n'@b', $2", "a\u00a0,c")]
    [InlineData("PREPARE p (int) AS SELECT $1, @a", "PREPARE p (int) AS SELECT $1, @a", "")]
    [InlineData("CREATE FUNCTION f(int) BEGIN ATOMIC SELECT $1; END", "CREATE FUNCTION f(int) BEGIN ATOMIC SELECT $1; END", "")]
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
    [InlineData("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1 AS case; SELECT t.end FROM t; END; SELECT 3", 2)]
    [InlineData("SELECT CASE WHEN true THEN 1 END; SELECT 1 AS atomic; SELECT 2", 3)]
    [InlineData("BEGIN; SELECT 1; END; SELECT 2", 4)]
    [InlineData("SELECT 1); SELECT 2", 2)]
    [InlineData("SELECT E'a' -- on it goes\n '\\';'", 1)]
    [InlineData("", 0)]
    [InlineData(";", 0)]
    [InlineData(" \r\n\t", 0)]
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
    public void Pieces_of_any_text_are_the_text_and_strings_stay_whole() => s_text.Sample(text =>
    {
        SqlLexer lexer = new(text);
        string pieces = "";
        while (lexer.TryRead(out SqlToken token))
        {
            Assert.True(token.Length > 0 && token.Start == pieces.Length);
            pieces += text.Substring(token.Start, token.Length);
        }

        Assert.Equal(text, pieces);
        string quoted = "SELECT '" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
        Assert.Equal(quoted, Assert.Single(SqlScanner.Scan(quoted).Statements).Text);
    });

    [Fact]
    public void Every_character_of_a_statement_is_told_where_it_was_written() => s_text.Sample(text =>
    {
        if (TryScan(text) is not { } scanned)
        {
            return;
        }

        foreach (SqlStatement statement in scanned.Statements)
        {
            int last = -1;
            for (int i = 0; i < statement.Text.Length; i++)
            {
                int source = statement.ToSource(i);
                bool isSame = text[source] == statement.Text[i];
                Assert.True(source >= last && (isSame || text[source] is '@' or '$'), $"{i} of {statement.Text}");
                last = source;
            }
        }
    });

    [Fact]
    public void Statements_set_together_are_the_same_statements() => Gen.Select(s_text, s_text).Sample((one, two) =>
    {
        if (TryScan(one) is { } first && TryScan(two) is { } second && IsClosed(one) && !IsMixed(first, second))
        {
            SqlText both = SqlScanner.Scan(one + "\n;" + two);
            Assert.Equal(
                first.Statements.Concat(second.Statements).Select(statement => (statement.Text, statement.FirstWord)),
                both.Statements.Select(statement => (statement.Text, statement.FirstWord)));
            Assert.Equal(second.Statements.Select(statement => statement.Start + one.Length + 2),
                both.Statements.Skip(first.Statements.Count).Select(statement => statement.Start));
        }
    });

    [Fact]
    public void A_text_of_many_statements_is_split_in_a_time_that_grows_as_it_does()
    {
        string text = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"INSERT INTO t VALUES ({i}, 'a;b');\r\n"));
        SqlText scanned = SqlScanner.Scan(text);
        Assert.Equal(100_000, scanned.Statements.Count);
        Assert.Equal(text.LastIndexOf("INSERT", StringComparison.Ordinal), scanned.Statements[^1].Start);
    }

    [Theory]
    [InlineData("SELECT 1\0", "NulInQuery")]
    [InlineData("\\d users", "MetaCommand")]
    [InlineData("SELECT 1 \\gset", "MetaCommand")]
    public void What_no_server_understands_is_refused(string sql, string id) =>
        Assert.Equal(id, Assert.Throws<PgTaskException>(() => SqlScanner.Scan(sql)).ErrorId);

    private static SqlText? TryScan(string text)
    {
        try
        {
            return SqlScanner.Scan(text);
        }
        catch (PgTaskException exception) when (exception.ErrorId == "MetaCommand")
        {
            return null;
        }
    }

    /// <summary>Whether a semicolon after the text ends a statement.</summary>
    private static bool IsClosed(string text) => SqlScanner.Scan(text + "\n;a").Statements is [.., { Text: "a" }];

    private static bool IsMixed(SqlText one, SqlText two) =>
        (one.IsPositional || two.IsPositional) && (one.Names.Count > 0 || two.Names.Count > 0);
}
