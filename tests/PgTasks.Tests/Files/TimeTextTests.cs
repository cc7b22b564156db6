using CsCheck;

namespace PgTasks.Tests.Import;

public sealed class TimeTextTests
{
    [Theory]
    [InlineData("2026-12-01T17:00:00Z")]
    [InlineData("2026-12-01T18:00:00+01:00")]
    [InlineData("2026-12-01 18:00:00+01")]
    [InlineData("2026-12-01 11:30:00.000000-0530")]
    [InlineData(" 2026-12-01T17:00Z ")]
    [InlineData("Tue, 01 Dec 2026 17:00:00 GMT")]
    public void Reads_an_instant(string text)
    {
        Assert.True(TimeText.TryRead(text, out DateTime utc));
        Assert.Equal((new DateTime(2026, 12, 1, 17, 0, 0), DateTimeKind.Utc), (utc, utc.Kind));
    }

    [Theory]
    [InlineData("2026-12-01", 0)]
    [InlineData("2026-12-01 17:00", 17)]
    [InlineData("2026-12-01T17:00:00", 17)]
    [InlineData("12/01/2026 17:00:00", 17)]
    public void Without_an_offset_it_is_local(string text, int hour)
    {
        Assert.True(TimeText.TryRead(text, out DateTime utc));
        Assert.Equal(new DateTime(2026, 12, 1, hour, 0, 0, DateTimeKind.Local).ToUniversalTime(), utc);
    }

    [Theory]
    [InlineData("")]
    [InlineData("tomorrow")]
    [InlineData("17:00")]
    [InlineData("2026-13-01")]
    [InlineData("2026-02-30T00:00:00Z")]
    [InlineData("2026-02-03T24:00:00Z")]
    [InlineData("2026-02-03T00:00:00+99:00")]
    [InlineData("2026-02-03T00:00:00Zulu")]
    [InlineData("xinfinity")]
    public void Refuses_what_is_no_time(string text) => Assert.False(TimeText.TryRead(text, out _));

    [Fact]
    public void Infinity_has_its_word()
    {
        Assert.Equal(("infinity", "-infinity"), (TimeText.Write(DateTime.MaxValue), TimeText.Write(DateTime.MinValue)));
        Assert.True(TimeText.TryRead("infinity", out DateTime most) && TimeText.TryRead("-Infinity", out DateTime least)
            && most == DateTime.MaxValue && least == DateTime.MinValue);
    }

    [Fact]
    public void Any_microsecond_comes_back() => Gen
        .Long[TimeSpan.TicksPerDay * 2, DateTime.MaxValue.Ticks - (TimeSpan.TicksPerDay * 2)]
        .Select(ticks => new DateTime(ticks / 10 * 10, DateTimeKind.Utc))
        .Sample(time => TimeText.TryRead(TimeText.Write(time.ToLocalTime()), out DateTime read) && read == time);
}
