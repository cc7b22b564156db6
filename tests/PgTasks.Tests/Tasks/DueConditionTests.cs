using Npgsql;
using PgTasks.Postgres;

namespace PgTasks.Tests.Store;

public sealed class DueConditionTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    // Whatever this machine's zone is: its wall's clock counts.
    private static readonly DateTime s_now = new(2031, 12, 2, 12, 0, 0, DateTimeKind.Local);

    [Fact]
    public async Task A_time_is_over_at_once_and_a_day_when_it_ends()
    {
        await AddAsync();
        Assert.Equal("1 December;11:59", await FindAsync(DueCondition.IsOverdue(s_now)));
        Assert.Equal("1 December;11:59", await FindAsync(DueCondition.IsOverdue(s_now.ToUniversalTime())));
        Assert.Equal("1 December;11:59;12:00;2 December", await FindAsync(DueCondition.IsOverdue(s_now.Date.AddDays(1))));
    }

    [Fact]
    public async Task A_day_comes_before_what_is_later_than_its_midnight()
    {
        await AddAsync();
        Assert.Equal("1 December;11:59;2 December", await FindAsync(DueCondition.IsBefore(s_now)));
        Assert.Equal("1 December", await FindAsync(DueCondition.IsBefore(s_now.Date)));
    }

    private async Task AddAsync()
    {
        await fixture.ExecuteAsync("TRUNCATE pgtasks.task");
        await fixture.Store.Tasks.AddAsync(
            [
                new() { Title = "1 December", Due = new DateTime(2031, 12, 1, 0, 0, 0, DateTimeKind.Utc), AllDay = true },
                new() { Title = "2 December", Due = new DateTime(2031, 12, 2, 0, 0, 0, DateTimeKind.Utc), AllDay = true },
                new() { Title = "11:59", Due = s_now.AddMinutes(-1) },
                new() { Title = "12:00", Due = s_now },
                new() { Title = "someday" },
            ],
            fixture.Caller,
            TestContext.Current.CancellationToken);
    }

    private async Task<string> FindAsync(SqlBuilder condition)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(fixture.ConnectionString);
        await using NpgsqlConnection connection =
            await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        SqlBuilder sql = $"""
            SELECT coalesce(string_agg(t.title, ';' ORDER BY t.title), '') FROM pgtasks.task t
            WHERE {condition}
            """;
        await using NpgsqlCommand command = sql.CreateCommand(connection);
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
