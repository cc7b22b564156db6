using System.Diagnostics;
using System.Text.RegularExpressions;
using CsCheck;
using PgTasks.Postgres;
using PgTasks.Tests.Settings;

namespace PgTasks.Tests.Store;

/// <summary>Where psql ends a statement, PgTasks ends it.</summary>
public sealed partial class PsqlScanTests(QueryListener listener) : IClassFixture<QueryListener>
{
    private static readonly Gen<string> s_text = Pick(
        ";", ";", ";\n", "'", "'", "\"", "$$", "$a$", "$a1$", "$", "E'", "e'\\'", "U&'", "U&\"", "B'", "n'", "''", "(", ")", "[", "]",
        "--", "-- x\n", "/*", "*/", "/* ; */", "\n", "\r\n", " ", "\t", "a", "é", "名", "a$b", "1", "1.5e-3", "0x1f", ".5", "1..2",
        "::int", ":=", "@>", "@@", "?|", "+-", "=--\n", "->>'k'", "'a'\n'b;'", "'a' -- ;\n';'", "\u00a0", "\v", "\f",
        "CREATE ", "OR ", "REPLACE ", "FUNCTION ", "PROCEDURE ", "BEGIN ATOMIC ", "CASE ", "END ", "SELECT ", "end;",
        "CREATE FUNCTION f() BEGIN ATOMIC SELECT 1; ", "CREATE OR REPLACE PROCEDURE p(a int) BEGIN ATOMIC ", "RULE r (a; b) ")
        .Array[1, 25].Select(parts => string.Concat(parts));

    private static Gen<string> Pick(params string[] pieces) => Gen.Int[0, pieces.Length - 1].Select(index => pieces[index]);

    [Fact]
    public void Any_text()
    {
        Assert.SkipWhen(Psql.Program is null, "There is no psql on this machine.");
        s_text.Sample(text => AssertSame(text, standard: true), iter: 40, threads: 1);
    }

    [Fact]
    public void Any_text_where_backslashes_escape()
    {
        Assert.SkipWhen(Psql.Program is null, "There is no psql on this machine.");
        s_text.Select(text => text.Replace("'a'", "'a\\'';'", StringComparison.Ordinal))
            .Sample(text => AssertSame(text, standard: false), iter: 15, threads: 1);
    }

    [Theory]
    [InlineData("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 3")]
    [InlineData("CREATE OR REPLACE PROCEDURE p() LANGUAGE sql BEGIN ATOMIC; INSERT INTO t VALUES (1); END; CALL p()")]
    [InlineData("CREATE FUNCTION f() RETURNS int AS $f$ BEGIN RETURN 1; END $f$ LANGUAGE plpgsql; SELECT f()")]
    [InlineData("CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM a; DELETE FROM b); SELECT 1")]
    [InlineData("CREATE TABLE t (a int);\r\nINSERT INTO t VALUES (1);\r\n-- ; end\r\nSELECT 1")]
    [InlineData("SELECT E'\\'' ';' , 'it''s; ' \n 'more;' ; SELECT U&'\\0441;' , U&\"d\\0061t;\" ;")]
    [InlineData("BEGIN; SELECT 1); SELECT 2; COMMIT")]
    [InlineData("/* a /* ; */ ; */ SELECT 1; ;; -- nothing\n ; /* ; */")]
    public void Texts_of_people(string text)
    {
        Assert.SkipWhen(Psql.Program is null, "There is no psql on this machine.");
        AssertSame(text, standard: true);
    }

    private void AssertSame(string text, bool standard)
    {
        SqlText scanned;
        try
        {
            scanned = SqlScanner.Scan(text, backslashEscapes: !standard);
        }
        catch (PgTaskException exception) when (exception.ErrorId == "MetaCommand")
        {
            return;
        }

        Assert.Equal(
            Send(text, standard).Select(query => Trim(query, standard)).OfType<string>(),
            scanned.Statements.Select(statement => Trim(scanned.GetSource(statement), standard)));
    }

    /// <summary>Without the blanks before it, and those and the semicolons after it; null where nothing is left.</summary>
    private static string? Trim(string query, bool standard)
    {
        SqlLexer lexer = new(query, !standard);
        while (lexer.TryRead(out SqlToken token))
        {
            if (!token.IsBlank && query.AsSpan(token.Start, token.Length) is not ";")
            {
                // psql drops empty lines.
                return LineBreaks().Replace(query[token.Start..].TrimEnd(';', ' ', '\t', '\n', '\v', '\f', '\r'), "\n");
            }
        }

        return null;
    }

    [GeneratedRegex("[\r\n]+")]
    private static partial Regex LineBreaks();

    private List<string> Send(string text, bool standard)
    {
        listener.HasStandardStrings = standard;
        ProcessStartInfo start = new(
            Psql.Program!, ["-X", "-q", "-f", "-", $"host=127.0.0.1 port={listener.Port} user=u dbname=d sslmode=disable gssencmode=disable"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PGCLIENTENCODING"] = "UTF8";
        using Process process = Process.Start(start)!;
        process.StandardInput.Write(text);
        process.StandardInput.Close();
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return listener.TakeQueries();
    }
}
