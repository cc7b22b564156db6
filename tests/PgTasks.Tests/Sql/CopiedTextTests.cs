using CsCheck;
using Npgsql;

namespace PgTasks.Tests.Store;

/// <summary>A text means in Copy-PgTaskTable what it means in SQL: the server reads both.</summary>
public sealed class CopiedTextTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static readonly CancellationToken s_none = CancellationToken.None;

    private static readonly string[] s_cells =
    [
        "12345678901234.5678", "1,5", "1.5", "5kb", "{a,b}", "\\x00ff", "111110", "{a:1}", "12:34:56+05:30", "12:30", "NaN",
        "44 BC", "10000-01-01", "24:00", "20240203", "2024-02-29 10:00 Europe/Berlin", "0x10", "1e3", "1_000", " 7 ", "+7",
        "true", "yes", "2024-02-30", "epoch", "{\"a\":", "[1,2]", "NULL", "null", "\\N", "1 day", "P1DT2H", "a\0b",
        "-", "i", "9999-12-31", "0001-01-01", "infinity", "0", "3.", ".5", "1e400", "{1,{2}}", "{{1,2},{3,4}}", "[0:1]={1,2}",
        "99999999999999999999", "x\ty", "$5", "(1,2)", "((1,2))", "a b", "1..2", "e5", "½", "١",
    ];

    private static readonly string[] s_types =
        [.. ServerValues.ByType.Keys.Where(type => !type.StartsWith("reg", StringComparison.Ordinal)), "integer[]", "text[]", "jsonb[]", "date[]"];

    private static readonly string[] s_values =
        [.. s_cells, .. ServerValues.ByType.Values.SelectMany(values => values).Where(value => value.Length > 0).Distinct()];

    private static readonly Gen<string> s_text = Gen.Frequency(
        (6, Gen.Int[0, s_values.Length - 1].Select(i => s_values[i])),
        (1, Gen.String[Gen.Char["0123456789-+:.,eE{}[]()\"\\' /\t\nTZabi"], 1, 12]),
        (1, Gen.Select(Gen.Int[0, s_values.Length - 1].Select(i => s_values[i]), Gen.Int[0, s_values.Length - 1].Select(i => s_values[i]), (a, b) => a + b)));

    [Fact]
    public async Task What_the_server_takes_is_taken_the_same_and_what_it_refuses_is_refused()
    {
        await fixture.ExecuteAsync(ServerValues.CreateTypes);
        for (int i = 0; i < s_types.Length; i++)
        {
            await fixture.ExecuteAsync($"CREATE TABLE cell{i} (v {s_types[i]})");
        }

        await using NpgsqlConnection connection = new(fixture.ConnectionString);
        await connection.OpenAsync(s_none);
        await Gen.Select(Gen.Int[0, s_types.Length - 1], s_text).SampleAsync(
            async (type, text) => Assert.Equal(
                await InsertAsync(connection, $"cell{type}", text), await CopyAsync(connection, $"cell{type}", text)),
            iter: 1500, threads: 1, print: sample => $"{s_types[sample.Item1]} '{sample.Item2}'");
    }

    [Fact]
    public async Task The_cells_of_bug_reports_mean_what_they_mean_in_SQL()
    {
        await using NpgsqlConnection connection = new(fixture.ConnectionString);
        await connection.OpenAsync(s_none);
        string[] types = ["numeric", "int", "text[]", "bytea", "bit(3)", "jsonb", "timestamp", "timestamptz", "date", "time", "boolean"];
        for (int i = 0; i < types.Length; i++)
        {
            await fixture.ExecuteAsync($"CREATE TABLE report{i} (v {types[i]})");
            foreach (string cell in s_cells)
            {
                Assert.Equal(
                    (types[i], cell, await InsertAsync(connection, $"report{i}", cell)),
                    (types[i], cell, await CopyAsync(connection, $"report{i}", cell)));
            }
        }
    }

    [Theory]
    [InlineData("integer", null)]
    [InlineData("date", null)]
    [InlineData("boolean", null)]
    [InlineData("money", null)]
    [InlineData("jsonb", null)]
    [InlineData("text[]", null)]
    [InlineData("point", null)]
    [InlineData("int4range", null)]
    [InlineData("text", "")]
    [InlineData("character(2)", "")]
    [InlineData("bytea", "\\x")]
    [InlineData("bit varying", "")]
    [InlineData("xml", "")]
    [InlineData("tsvector", "")]
    public async Task An_empty_text_is_NULL_where_the_type_has_no_empty_value(string type, string? stored)
    {
        await fixture.ExecuteAsync($"DROP TABLE IF EXISTS emptiness; CREATE TABLE emptiness (v {type})");
        await using NpgsqlConnection connection = new(fixture.ConnectionString);
        await connection.OpenAsync(s_none);
        Assert.Equal(stored, await CopyAsync(connection, "emptiness", ""));
    }

    /// <summary>What the table then holds, as text, or the SQLSTATE.</summary>
    private static async Task<string?> InsertAsync(NpgsqlConnection connection, string table, string text)
    {
        try
        {
            await using NpgsqlCommand command = new($"INSERT INTO {table} VALUES ($1)", connection)
            {
                Parameters = { new() { Value = text, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Unknown } },
            };
            await command.ExecuteNonQueryAsync(s_none);
        }
        catch (PostgresException exception)
        {
            return Comparable(exception, text);
        }

        return await TakeAsync(connection, table);
    }

    private async Task<string?> CopyAsync(NpgsqlConnection connection, string table, string text)
    {
        await using (TableCopy copy = await fixture.Store.Sql.BeginCopyAsync(
            new CopyRequest(table, ["v"]), fixture.Caller, s_none))
        {
            try
            {
                await copy.WriteAsync([ColumnValue.Find(text, copy.Columns[0]!)], text, s_none);
                await copy.CompleteAsync(s_none);
            }
            catch (PostgresException exception)
            {
                Assert.Equal(text, copy.Refused?.Source);
                return Comparable(exception, text);
            }
        }

        return await TakeAsync(connection, table);
    }

    /// <summary>The input of bit(3) looks at the length first, which an INSERT does after its input of bit.</summary>
    private static string Comparable(PostgresException exception, string text) =>
        exception.SqlState == "22026" && text.AsSpan().ContainsAnyExcept('0', '1') ? "22P02" : exception.SqlState;

    private static async Task<string?> TakeAsync(NpgsqlConnection connection, string table)
    {
        await using NpgsqlCommand command = new($"DELETE FROM {table} RETURNING v::text", connection);
        return await command.ExecuteScalarAsync(s_none) as string;
    }
}
