using Npgsql;
using PgTasks.Postgres;

namespace PgTasks.Tests.Store;

public sealed class SqlBuilderTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    [Fact]
    public async Task What_is_put_into_the_text_stays_a_value()
    {
        const string Hostile = """'); DROP TABLE pgtasks.task; -- " \ $1 {0}""";
        SqlName name = new(Hostile);
        SqlBuilder part = $"lower({Hostile}) AS {name}";
        SqlBuilder sql = $"SELECT {Hostile}, {SqlBuilder.Literal(Hostile)}, {part}, {(string?)null} IS NULL, {(long[])[1, 2]}";
        await using NpgsqlConnection connection = new(fixture.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using NpgsqlCommand command = sql.CreateCommand(connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        Assert.True(await reader.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Equal(Hostile, reader.GetString(0));
        Assert.Equal(Hostile, reader.GetString(1));
        Assert.Equal(Hostile.ToLowerInvariant(), reader.GetString(2));
        Assert.Equal(Hostile, reader.GetName(2));
        Assert.True(reader.GetBoolean(3));
        Assert.Equal([1L, 2L], reader.GetFieldValue<long[]>(4));
    }

    [Fact]
    public void A_parameter_that_comes_again_has_the_same_number_and_each_value_one_of_its_own()
    {
        NpgsqlParameter twice = SqlBuilder.CreateParameter("x");
        SqlBuilder inner = $"{twice} <> {1}";
        SqlBuilder sql = $"SELECT {twice}, {inner}, {1}";
        Assert.Equal("SELECT $1, $1 <> $2, $3", sql.Text);
        Assert.Equal(3, sql.CreateCommand().Parameters.Count);
        Assert.Equal(3, sql.CreateCommand().Parameters.Count);
    }
}
