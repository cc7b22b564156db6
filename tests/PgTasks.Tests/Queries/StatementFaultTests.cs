using System.Data.Common;
using System.Diagnostics;
using Npgsql;
using PgTasks.Tests.Settings;

namespace PgTasks.Tests.Store;

public sealed class StatementFaultTests(StoreFixture fixture) : IClassFixture<StoreFixture>, IAsyncLifetime
{
    private static readonly CancellationToken s_none = CancellationToken.None;

    public async ValueTask InitializeAsync() =>
        await fixture.ExecuteAsync("CREATE TABLE IF NOT EXISTS people (id int, name text, born date)");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("SELECT * FROM people WHERE id IN (@ids)", "42883", "= ANY(@ids)", 1, 2)]
    [InlineData("SELECT * FROM people WHERE name NOT IN (@ids)", "42883", "<> ALL(@ids)", "a", "b")]
    [InlineData("SELECT * FROM people WHERE name IN ('x', @ids)", "42883", "= ANY(@ids)", "a", "b")]
    [InlineData("SELECT * FROM people WHERE id = @ids", "42883", "= ANY(@ids)", 1, 2)]
    [InlineData("SELECT * FROM people WHERE id IN @ids", "42601", "= ANY(@ids)", 1, 2)]
    [InlineData("SELECT * FROM people WHERE id IN ($1)", "42883", "= ANY($1)", 1, 2)]
    [InlineData("SELECT * FROM unnest(@names)", "42725", "@names::text[]", "a", "b")]
    public async Task What_to_write_for_an_array(string sql, string state, string advice, object one, object two) =>
        await AssertAdviceAsync(sql, state, advice, [new[] { one, two }]);

    [Theory]
    [InlineData("SELECT @b IS NULL", "42P18", "@b::text", null)]
    [InlineData("SELECT 1 WHERE @b IS NULL AND 1 = 2", "42P18", "@b::text", null)]
    [InlineData("SELECT length(@n)", "42883", "@n::text", 5)]
    [InlineData("SELECT INTERVAL @i", "42601", "@i::interval", "1 day")]
    [InlineData("SELECT * FROM @t", "42601", "@t", "people")]
    [InlineData("CREATE TABLE made (a int DEFAULT @v)", "42P02", "@v", 1)]
    public async Task What_to_write_for_a_value(string sql, string state, string advice, object? value) =>
        await AssertAdviceAsync(sql, state, advice, value);

    [Theory]
    [InlineData("SELECT * FROM people WHERE name = \"Ann\"", "42703", "'Ann'")]
    [InlineData("SELECT :v", "42601", "@v")]
    public async Task What_to_write_for_a_text(string sql, string state, string advice) =>
        await AssertAdviceAsync(sql, state, advice);

    [Fact]
    public async Task An_array_of_texts_in_a_list_of_arrays_is_one_of_them() =>
        Assert.True(await RunAsync("SELECT '{a,b}'::text[] IN (@t)", [new[] { "a", "b" }]) is true);

    [Theory]
    [InlineData("SELECT 1,\n  nowhere\nFROM people", 2)]
    [InlineData("SELECT 1;\r\n\r\nSELECT @a::int,\r\n\tnowhere", 4)]
    [InlineData("SELECT 1; SELECT 2; SELEC 3", 1)]
    [InlineData("SELECT '\U0001F600', @a, nowhere", 1)]
    public async Task The_caret_is_below_the_place_in_the_users_own_text(string sql, int line)
    {
        string[] place = await GetPlaceAsync(sql, [1]);
        Assert.StartsWith($"LINE {line}: ", place[0]);
        int at = place[1].Length - 1;
        string shown = place[0].Replace("\U0001F600", "##", StringComparison.Ordinal);
        Assert.Matches("^(nowhere|SELEC)", shown[at..]);
    }

    [Theory]
    [InlineData("SELECT * FROM nowhere")]
    [InlineData("SELECT\n\n1 FROM\tpeople WHERE 名前 = 1")]
    [InlineData("SELECT '名前名前', nowhere FROM people")]
    [InlineData("SELECT id, name, born, id, name, born, id, name, born, id, name, born, id, name, nowhere, born FROM people")]
    [InlineData("SELECT nowhere, id, name, born, id, name, born, id, name, born, id, name, born, id, name, id FROM people")]
    [InlineData("SELECT id, name, born, id, name, born, id, nowhere, id, name, born, id, name, born, id, name, id FROM people")]
    [InlineData("SELECT id, '名前名前名前名前名前名前名前名前名前名前名前名前', nowhere, id, name, born, id, name FROM people")]
    [InlineData("SELECT * FROM people WHERE (id = 1")]
    [InlineData("SELECT 1 +")]
    public async Task The_lines_are_those_of_psql(string sql)
    {
        Assert.SkipWhen(Psql.Program is null, "There is no psql on this machine.");
        string[] lines = RunPsql(sql);
        int line = Array.FindIndex(lines, text => text.StartsWith("LINE ", StringComparison.Ordinal));
        Assert.Equal(lines[line..(line + 2)], await GetPlaceAsync(sql, []));
    }

    private async Task AssertAdviceAsync(string sql, string state, string advice, params object?[] values)
    {
        DbException error = await FailAsync(sql, values);
        Assert.Equal(state, error.SqlState);
        Assert.Contains(advice, ErrorRecords.Create(error, null).ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    private async Task<string[]> GetPlaceAsync(string sql, object?[] values) =>
        ((string)(await FailAsync(sql, values)).Data[ErrorRecords.PlaceKey]!).Split('\n');

    private Task<DbException> FailAsync(string sql, object?[] values) =>
        Assert.ThrowsAnyAsync<DbException>(() => RunAsync(sql, values));

    private async Task<object?> RunAsync(string sql, object?[] values)
    {
        object? last = null;
        SqlCall call = new(fixture.Store.Sql.Parse(sql, fixture.Caller), null, false);
        await foreach (SqlRow row in fixture.Store.Sql.QueryAsync(call, values, fixture.Caller, s_none))
        {
            last = row.Values[0];
        }

        return last;
    }

    private string[] RunPsql(string sql)
    {
        NpgsqlConnectionStringBuilder settings = new(fixture.ConnectionString);
        ProcessStartInfo start = new(Psql.Program!, ["-X", "-c", sql])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PGHOST"] = settings.Host;
        start.Environment["PGPORT"] = $"{settings.Port}";
        start.Environment["PGUSER"] = settings.Username;
        start.Environment["PGDATABASE"] = settings.Database;
        start.Environment["PGPASSWORD"] = settings.Password;
        start.Environment["PGCLIENTENCODING"] = "UTF8";
        start.Environment["LC_ALL"] = "C.UTF-8";
        using Process process = Process.Start(start)!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return errors.Split('\n');
    }
}
