using CsCheck;

namespace PgTasks.Tests;

public sealed class TimeTextTests
{
    [Theory]
    [InlineData("2026-12-01T17:00:00Z")]
    [InlineData("2026-12-01T18:00:00+01:00")]
    [InlineData("2026-12-01 18:00:00+01")]
    [InlineData("2026-12-01 18:00:00 +0100")]
    [InlineData("2026-12-01 11:30:00.000000-0530")]
    [InlineData(" 2026-12-01T17:00Z ")]
    [InlineData("2026-12-01 17:00 UTC")]
    [InlineData("20261201T170000Z")]
    [InlineData("20261201T180000+01")]
    [InlineData("2026-W49-2T17:00Z")]
    [InlineData("Tue, 01 Dec 2026 17:00:00 GMT")]
    [InlineData("Tue, 1 Dec 2026 18:00:00 +0100")]
    public void Reads_an_instant(string text) => Assert.Equal(
        new WrittenTime(new DateTime(2026, 12, 1, 17, 0, 0)), Zones.Read(text, Zones.Berlin) with { Date = null });

    [Theory]
    [InlineData("2026-12-01", 0)]
    [InlineData("2026-12-01 17:00", 17)]
    [InlineData("2026-12-01T17:00:00", 17)]
    [InlineData("2026-12-01 5:00:00\u202fPM", 17)]
    [InlineData("2026/12/01 17:00", 17)]
    [InlineData("20261201T170000", 17)]
    [InlineData("2026-335", 0)]
    [InlineData("2026-W49-2", 0)]
    [InlineData("2026-12", 0)]
    [InlineData("Tuesday, December 1, 2026 5 PM", 17)]
    [InlineData("1 December 2026", 0)]
    [InlineData("1st dec 2026", 0)]
    [InlineData("December 2026", 0)]
    public void Without_an_offset_it_is_local(string text, int hour)
    {
        WrittenTime time = Zones.Read(text, Zones.Berlin);
        Assert.Equal(new DateTime(2026, 12, 1, hour, 0, 0).AddHours(-1), time.Utc);
        Assert.Equal(hour == 0, time.IsDay);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-13-01")]
    [InlineData("2026-02-30T00:00:00Z")]
    [InlineData("2026-02-03T24:00:00Z")]
    [InlineData("2026-02-03T00:00:00+99:00")]
    [InlineData("2026-02-03T00:00:00Zulu")]
    [InlineData("2026-02-03Z")]
    [InlineData("2026-12-011")]
    [InlineData("2026-W54")]
    [InlineData("2026-W00-1")]
    [InlineData("2026-W49-8")]
    [InlineData("2026-000")]
    [InlineData("2026-366")]
    [InlineData("0000-12")]
    [InlineData("20261201")]
    [InlineData("20261301T000000")]
    [InlineData("29 Feb 2027")]
    [InlineData("Mon, 01 Dec 2026 17:00:00 GMT")]
    [InlineData("xinfinity")]
    [InlineData("--infinity")]
    [InlineData("0001-01-01T00:00+15:00")]
    public void Refuses_what_is_no_time(string text) => Assert.NotNull(Zones.Refuse(text));

    [Theory]
    [InlineData("12/01/2026")]
    [InlineData("12/01/2026 17:00:00")]
    [InlineData("12/25/2026")]
    [InlineData("1.12.2026")]
    [InlineData("01-12-2026")]
    [InlineData("12/1/26 5:00 PM")]
    public void Does_not_guess_which_number_is_the_month(string text) => Assert.NotNull(Zones.Refuse(text));

    [Fact]
    public void Infinity_has_its_word()
    {
        Assert.Equal(("infinity", "-infinity"), (TimeText.Write(DateTime.MaxValue), TimeText.Write(DateTime.MinValue)));
        Assert.Equal(DateTime.MaxValue, Zones.Read("infinity").Utc);
        Assert.Equal(DateTime.MinValue, Zones.Read("-Infinity").Utc);
    }

    [Theory]
    [InlineData("UTC")]
    [InlineData("Europe/Berlin")]
    [InlineData("America/New_York")]
    public void The_ends_of_time_are_the_same_in_each_zone(string zone)
    {
        TimeZoneInfo here = TimeZoneInfo.FindSystemTimeZoneById(zone);
        Assert.Equal(DateTime.MaxValue, Zones.Read(DateTime.MaxValue.ToString("o"), here).Utc);
        Assert.Equal(DateTime.MinValue, Zones.Read(DateTime.MinValue.ToString("o"), here).Utc);
    }

    [Fact]
    public void Any_microsecond_comes_back() => Gen
        .Long[TimeSpan.TicksPerDay * 2, DateTime.MaxValue.Ticks - (TimeSpan.TicksPerDay * 2)]
        .Select(ticks => new DateTime(ticks / 10 * 10, DateTimeKind.Utc))
        .Sample(time => Zones.Read(TimeText.Write(time.ToLocalTime())) with { Date = null } == new WrittenTime(time));

    [Fact]
    public void Examples_are_times() => Assert.All(TimeText.Examples, example => Zones.Read(example));

    [Fact]
    public void What_the_help_shows_is_read()
    {
        string[] texts = [.. File
            .ReadLines(Path.Combine(Repository.Root, "docs", "en-US", "about_PgTaskDates.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => line.Split('|')[1].Split('`').Where((_, index) => index % 2 == 1))];
        Assert.True(texts.Length > 40);
        DateTime december = new(2026, 12, 1, 12, 0, 0, DateTimeKind.Utc);
        Assert.All(texts, text => Zones.Read(text, Zones.Berlin, december));
    }
}
