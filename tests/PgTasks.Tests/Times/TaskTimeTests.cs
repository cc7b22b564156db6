using System.Buffers.Binary;
using CsCheck;
using PgTasks.Tests.Store;

namespace PgTasks.Tests;

public sealed class TaskTimeTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59.999999Z")]
    [InlineData("infinity")]
    [InlineData("-infinity")]
    public async Task Counts_as_the_server_does(string text)
    {
        Assert.True(TimeText.TryRead(text, DateTime.UtcNow, TimeZoneInfo.Local, out WrittenTime time, out _));
        object? sent = await fixture.ExecuteAsync($"SELECT timestamptz_send('{text}'::timestamptz)");
        Assert.Equal(BinaryPrimitives.ReadInt64BigEndian((byte[])sent!), TaskTime.ToMicroseconds(time.Utc));
        Assert.Equal(TaskTime.ToMicroseconds(time.Utc), TaskTime.ToMicroseconds(time.Local));
        Assert.Equal(text.TrimEnd('Z'), TimeText.Write(time.Utc).Replace(".000000", "", StringComparison.Ordinal).TrimEnd('Z'));
    }

    [Theory]
    [InlineData("20000-01-01T00:00:00Z", 9999)]
    [InlineData("0044-03-15 BC", 1)]
    public async Task What_no_DateTime_holds_is_an_end_of_its_range_that_is_not_infinite(string text, int year)
    {
        object? sent = await fixture.ExecuteAsync($"SELECT timestamptz_send('{text}'::timestamptz)");
        DateTime time = TaskTime.FromMicroseconds(BinaryPrimitives.ReadInt64BigEndian((byte[])sent!));
        Assert.Equal((year, DateTimeKind.Local), (time.Year, time.Kind));
        Assert.False(TaskTime.IsInfinity(time) || TaskTime.IsMinusInfinity(time));
    }

    [Fact]
    public void Any_microsecond_comes_back() => Gen.Long[-63_082_195_200_000_000, 252_455_529_599_999_999]
        .Sample(count => TaskTime.ToMicroseconds(TaskTime.FromMicroseconds(count)) == count);
}
