using System.Data.Common;
using System.Management.Automation;
using PgTasks.Tests.Store;

namespace PgTasks.Tests.Import;

public sealed class ImportTests(ImportFixture fixture) : IClassFixture<ImportFixture>
{
    private static readonly CancellationToken s_none = CancellationToken.None;

    private StoreFixture Store => fixture.Inner;

    [Fact]
    public async Task Columns_come_in_any_order_and_spelling()
    {
        await fixture.ClearAsync();
        await ImportAsync("max_attempts,TITLE,Created At,id,Tag\n3,a,2026-01-01T00:00:00Z,77,x\n,b,,78,\n");
        PgTask[] tasks = await fixture.GetAsync();
        Assert.Equal(
            [(3, "a", "x"), (PgTask.DefaultMaxAttempts, "b", "")],
            tasks.Select(task => (task.MaxAttempts, task.Title, string.Join(',', task.Tags))));
        Assert.Equal(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).ToLocalTime(), tasks[0].CreatedAt);
        Assert.Equal(tasks[0].UpdatedAt, tasks[1].CreatedAt);
        Assert.DoesNotContain(77L, tasks.Select(task => task.Id));
    }

    [Theory]
    [InlineData("Title,Due\nok,\n\n\"two\nlines\",\nbad,tomorow\n", 6L, "Due", "tomorow")]
    [InlineData("Title,Due\r\nok,\r\n\"two\r\nlines\",\r\n ,\r\n", 5L, "Title", " ")]
    [InlineData("Title,Attempts\nok,\nbad,-1\n", 3L, "Attempts", "-1")]
    [InlineData("Title,MaxAttempts\nok,\nbad,0\n", 3L, "MaxAttempts", "0")]
    [InlineData("Title,Status\nok,PENDING\nbad,done\n", 3L, "Status", "done")]
    [InlineData("Title,Tags\nok,\nbad,{x\n", 3L, "Tags", "{x")]
    [InlineData("Title,Data\nok,1\n\"two\nlines\",\nbad,{x\n", 5L, "Data", "{x")]
    [InlineData("Title\nok\nbad\0\n", 3L, "Title", "bad\0")]
    [InlineData("Title,Due\nok,\nbad\n", 3L, null, "bad")]
    [InlineData("Title,Due\nok,\nbad,,\n", 3L, null, "bad,,")]
    public async Task A_bad_row_is_named_and_nothing_is_stored(string csv, long line, string? column, string value)
    {
        await fixture.ClearAsync();
        ImportRequest request = fixture.Request(csv, PgTaskFileFormat.Csv);
        PgTaskException error = await Assert.ThrowsAsync<PgTaskException>(() => fixture.ImportAsync(request));
        PgTaskInvalidRow row = Assert.IsType<PgTaskInvalidRow>(error.Target);
        Assert.Equal(("InvalidRow", ErrorCategory.InvalidData), (error.ErrorId, error.Category));
        Assert.Equal((request.Path, line, column, value), (row.Path, row.Line, row.Column, row.Value));
        Assert.Empty(await fixture.GetAsync());
    }

    [Fact]
    public async Task Rows_that_only_the_server_refuses_are_left_out_alone()
    {
        await fixture.ClearAsync();
        List<PgTaskException> errors = [];
        string csv = "Title,Data\n" + string.Concat(
            Enumerable.Range(2, 1000).Select(line => line % 100 == 0 ? $"bad {line},{{no\n" : $"good {line},1\n"));
        ImportCount count = await fixture.ImportAsync(fixture.Request(csv, PgTaskFileFormat.Csv, errors.Add));
        Assert.Equal(new ImportCount(990, 10), count);
        Assert.Equal(
            Enumerable.Range(1, 10).Select(i => (long?)(i * 100)),
            errors.Select(error => ((PgTaskInvalidRow)error.Target!).Line));
        Assert.All(
            errors,
            error => Assert.Equal(
                "22P02", Assert.IsType<DbException>(error.InnerException, exactMatch: false).SqlState));
        Assert.Equal(990, (await fixture.GetAsync()).Length);
    }

    [Fact]
    public async Task A_row_that_the_server_refuses_without_a_line_is_found_by_halving()
    {
        Assert.SkipWhen(TestCluster.Distributes, "Citus loses the code of an error in a COPY.");
        await fixture.ClearAsync();
        await Store.ExecuteAsync("""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF EXISTS (SELECT FROM added WHERE title = 'bad') THEN RAISE 'no' USING ERRCODE = '23514'; END IF;
                RETURN NULL;
            END $$;
            CREATE TRIGGER refuse AFTER INSERT ON pgtasks.task REFERENCING NEW TABLE AS added
                FOR EACH STATEMENT EXECUTE FUNCTION refuse()
            """);
        try
        {
            List<PgTaskException> errors = [];
            string csv = "Title\n" + string.Concat(
                Enumerable.Range(2, 50).Select(line => line == 20 ? "bad\n" : $"{line}\n"));
            ImportCount count = await fixture.ImportAsync(fixture.Request(csv, PgTaskFileFormat.Csv, errors.Add));
            Assert.Equal(new ImportCount(49, 1), count);
            Assert.Equal(20, ((PgTaskInvalidRow)Assert.Single(errors).Target!).Line);

            PgTaskException error = await Assert.ThrowsAsync<PgTaskException>(() => ImportAsync("Title\nok\nbad\n"));
            Assert.Equal("InvalidRow", error.ErrorId);
            Assert.Equal(49, (await fixture.GetAsync()).Length);
        }
        finally
        {
            await Store.ExecuteAsync("DROP FUNCTION refuse CASCADE");
        }
    }

    [Theory]
    [InlineData("Name\nx\n", "UnknownColumn", "Name")]
    [InlineData("Title,title\nx,y\n", "RepeatedColumn", "title")]
    [InlineData("Due\nx\n", "TitleColumnMissing", null)]
    [InlineData("", "TitleColumnMissing", null)]
    [InlineData("\n\n", "TitleColumnMissing", null)]
    [InlineData("Title\n\"x\n", "InvalidRow", null)]
    public async Task A_file_at_fault_is_refused_even_where_rows_are_left_out(string csv, string id, string? column)
    {
        await fixture.ClearAsync();
        PgTaskException error = await Assert.ThrowsAsync<PgTaskException>(
            () => fixture.ImportAsync(fixture.Request(csv, PgTaskFileFormat.Csv, _ => { })));
        Assert.Equal((id, column), (error.ErrorId, Assert.IsType<PgTaskInvalidRow>(error.Target).Column));
        Assert.Empty(await fixture.GetAsync());
    }

    [Theory]
    [InlineData(PgTaskFileFormat.JsonLines, "{\"title\":\"a\"}\n\n{bad\n{\"title\":\"b\"}", 3L)]
    [InlineData(PgTaskFileFormat.JsonLines, "{\"title\":\"a\"}\n[]\n{\"title\":\"b\"}\n", 2L)]
    [InlineData(PgTaskFileFormat.Json, "[{\"title\":\"a\"},\n{\"title\":7,\n\"due\":\"x\"},{\"title\":\"b\"}]", 2L)]
    [InlineData(PgTaskFileFormat.Json, "{\"title\":\"a\"}\n\n{\"title\":\"\\ud800\"}{\"title\":\"b\"}", 3L)]
    [InlineData(PgTaskFileFormat.Json, "[{\"title\":\"a\"},\n\n{\"title\":\"c\",\"tags\":[[]]},{\"title\":\"b\"}]", 3L)]
    public async Task A_bad_JSON_value_is_left_out(PgTaskFileFormat format, string json, long line)
    {
        await fixture.ClearAsync();
        List<PgTaskException> errors = [];
        await fixture.ImportAsync(fixture.Request(json, format, errors.Add));
        Assert.Equal(line, ((PgTaskInvalidRow)Assert.Single(errors).Target!).Line);
        Assert.Equal(["a", "b"], (await fixture.GetAsync()).Select(task => task.Title));
    }

    [Theory]
    [InlineData("[{\"title\":\"a\"}", 1L)]
    [InlineData("[{\"title\":\"a\"},\n]", 2L)]
    [InlineData("[{\"title\":\"a\"}\n{\"title\":\"b\"}]", 2L)]
    [InlineData("[{\"title\":\"a\"},\n{\"title\":\n]", 3L)]
    [InlineData("[] x", 1L)]
    public async Task Broken_JSON_ends_the_import(string json, long line)
    {
        await fixture.ClearAsync();
        PgTaskException error = await Assert.ThrowsAsync<PgTaskException>(
            () => fixture.ImportAsync(fixture.Request(json, PgTaskFileFormat.Json, _ => { })));
        Assert.Equal(("InvalidRow", line), (error.ErrorId, ((PgTaskInvalidRow)error.Target!).Line));
        Assert.Empty(await fixture.GetAsync());
    }

    [Fact]
    public async Task A_value_larger_than_any_buffer_is_stored()
    {
        await fixture.ClearAsync();
        string text = new('x', 6_000_000);
        await ImportAsync($"Title,Description\na,{text}\nb,\n");
        await fixture.ImportAsync(fixture.Request(
            $"[{{\"title\":\"c\",\"description\":\"{text}\"}}]", PgTaskFileFormat.Json));
        Assert.Equal([text.Length, 0, text.Length], (await fixture.GetAsync()).Select(task => task.Description.Length));
    }

    [Fact]
    public async Task A_transaction_stays_usable_and_decides()
    {
        await fixture.ClearAsync();
        StoreTransaction transaction = await Store.Store.BeginAsync(
            new TransactionOptions(null, false, false), Store.Caller, s_none);
        await fixture.ImportAsync(fixture.Request("Title\nfirst\n", PgTaskFileFormat.Csv), transaction);
        await Assert.ThrowsAsync<PgTaskException>(() => fixture.ImportAsync(
            fixture.Request("Title,Data\nsecond,1\nthird,{\n", PgTaskFileFormat.Csv), transaction));
        await fixture.ImportAsync(fixture.Request("Title\nfourth\n", PgTaskFileFormat.Csv), transaction);
        Assert.Empty(await fixture.GetAsync());
        await transaction.CommitAsync(default);
        Assert.Equal(["first", "fourth"], (await fixture.GetAsync()).Select(task => task.Title));
    }

    [Fact]
    public async Task A_lost_connection_is_no_fault_of_the_file()
    {
        await fixture.ClearAsync();
        List<PgTaskException> errors = [];
        await Store.ExecuteAsync("""
            CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;
            CREATE TRIGGER die BEFORE INSERT ON pgtasks.task FOR EACH ROW EXECUTE FUNCTION die()
            """);
        try
        {
            await Assert.ThrowsAnyAsync<DbException>(
                () => fixture.ImportAsync(fixture.Request("Title\na\nb\n", PgTaskFileFormat.Csv, errors.Add)));
            Assert.Empty(errors);
        }
        finally
        {
            await Store.ExecuteAsync("DROP FUNCTION die CASCADE");
        }
    }

    private Task<ImportCount> ImportAsync(string csv) => fixture.ImportAsync(fixture.Request(csv, PgTaskFileFormat.Csv));
}
