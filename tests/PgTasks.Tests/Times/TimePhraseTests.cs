using System.Globalization;

namespace PgTasks.Tests;

public sealed class TimePhraseTests
{
    // Now it is 2026-11-25 11:41:22 in Berlin, a Wednesday.
    [Theory]
    [InlineData("today", "2026-11-25")]
    [InlineData("Tomorrow", "2026-11-26")]
    [InlineData("yesterday", "2026-11-24")]
    [InlineData("thursday", "2026-11-26")]
    [InlineData("FRI", "2026-11-27")]
    [InlineData("tues", "2026-12-01")]
    [InlineData("wednesday", "2026-12-02")]
    [InlineData("next friday", "2026-12-04")]
    [InlineData("next monday", "2026-11-30")]
    [InlineData("next sun", "2026-12-06")]
    [InlineData("december", "2026-12-01")]
    [InlineData("nov", "2027-11-01")]
    [InlineData("sept", "2027-09-01")]
    [InlineData("30th", "2026-11-30")]
    [InlineData("25th", "2026-12-25")]
    [InlineData("1st", "2026-12-01")]
    [InlineData("2nd", "2026-12-02")]
    [InlineData("3rd", "2026-12-03")]
    [InlineData("11th", "2026-12-11")]
    [InlineData("sod", "2026-11-25")]
    [InlineData("sow", "2026-11-23")]
    [InlineData("socw", "2026-11-23")]
    [InlineData("sonw", "2026-11-30")]
    [InlineData("sopw", "2026-11-16")]
    [InlineData("soww", "2026-11-23")]
    [InlineData("som", "2026-11-01")]
    [InlineData("sonm", "2026-12-01")]
    [InlineData("soq", "2026-10-01")]
    [InlineData("sonq", "2027-01-01")]
    [InlineData("soy", "2026-01-01")]
    [InlineData("sony", "2027-01-01")]
    [InlineData("2026-W49", "2026-11-30")]
    [InlineData("2026-W49-5", "2026-12-04")]
    [InlineData("2026-335", "2026-12-01")]
    [InlineData("today + 3d", "2026-11-28")]
    [InlineData("friday+1w-1d", "2026-12-03")]
    [InlineData("2026-12-01+3d", "2026-12-04")]
    [InlineData("24 dec 2026 - P1W", "2026-12-17")]
    public void A_day_begins_at_its_midnight(string text, string expected)
    {
        WrittenTime time = Zones.Read(text, Zones.Berlin);
        Assert.Equal((expected + " 00:00:00", true), (Zones.Show(time.Utc, Zones.Berlin), time.IsDay));
    }

    [Theory]
    [InlineData("eod", "2026-11-25")]
    [InlineData("eopd", "2026-11-24")]
    [InlineData("eow", "2026-11-29")]
    [InlineData("eocw", "2026-11-29")]
    [InlineData("eonw", "2026-12-06")]
    [InlineData("eoww", "2026-11-27")]
    [InlineData("eonww", "2026-12-04")]
    [InlineData("eom", "2026-11-30")]
    [InlineData("eonm", "2026-12-31")]
    [InlineData("eopm", "2026-10-31")]
    [InlineData("eoq", "2026-12-31")]
    [InlineData("eoy", "2026-12-31")]
    [InlineData("eom-3d", "2026-11-27")]
    [InlineData("eom - 3 days", "2026-11-27")]
    public void An_end_is_the_last_second_of_its_day(string text, string expected)
    {
        WrittenTime time = Zones.Read(text, Zones.Berlin);
        Assert.Equal((expected + " 23:59:59", true), (Zones.Show(time.Utc, Zones.Berlin), time.IsDay));
    }

    [Theory]
    [InlineData("now", "2026-11-25 11:41:22")]
    [InlineData("3d", "2026-11-28 11:41:22")]
    [InlineData("+3d", "2026-11-28 11:41:22")]
    [InlineData("-3d", "2026-11-22 11:41:22")]
    [InlineData("in 3 days", "2026-11-28 11:41:22")]
    [InlineData("in a week", "2026-12-02 11:41:22")]
    [InlineData("in an hour", "2026-11-25 12:41:22")]
    [InlineData("2wks", "2026-12-09 11:41:22")]
    [InlineData("5 days", "2026-11-30 11:41:22")]
    [InlineData("+1d+9h", "2026-11-26 20:41:22")]
    [InlineData("1d 9h", "2026-11-26 20:41:22")]
    [InlineData("-1d9h", "2026-11-24 02:41:22")]
    [InlineData("+1d-9h", "2026-11-26 02:41:22")]
    [InlineData("P3D", "2026-11-28 11:41:22")]
    [InlineData("PT1H30M", "2026-11-25 13:11:22")]
    [InlineData("P1Y2M3W4DT5H6M7S", "2028-02-19 16:47:29")]
    [InlineData("3mo", "2027-02-25 11:41:22")]
    [InlineData("1q", "2027-02-25 11:41:22")]
    [InlineData("2 years", "2028-11-25 11:41:22")]
    [InlineData("90min", "2026-11-25 13:11:22")]
    [InlineData("90 s", "2026-11-25 11:42:52")]
    [InlineData("now-1h", "2026-11-25 10:41:22")]
    [InlineData("17:00", "2026-11-25 17:00:00")]
    [InlineData("11:41:22", "2026-11-26 11:41:22")]
    [InlineData("9:30", "2026-11-26 09:30:00")]
    [InlineData("at 5pm", "2026-11-25 17:00:00")]
    [InlineData("12am", "2026-11-26 00:00:00")]
    [InlineData("friday 17:00", "2026-11-27 17:00:00")]
    [InlineData("friday at 5:30 pm", "2026-11-27 17:30:00")]
    [InlineData("tomorrow 9:30", "2026-11-26 09:30:00")]
    [InlineData("next friday 12 PM", "2026-12-04 12:00:00")]
    [InlineData("eom 17:00", "2026-11-30 17:00:00")]
    [InlineData("25th 17:00", "2026-12-25 17:00:00")]
    [InlineData("december 17:00", "2026-12-01 17:00:00")]
    [InlineData("in 3 days at 17:00", "2026-11-28 17:00:00")]
    [InlineData("3d 9:00", "2026-11-28 09:00:00")]
    [InlineData("friday 17:00 -1h", "2026-11-27 16:00:00")]
    [InlineData("eom-3h", "2026-11-30 20:59:59")]
    [InlineData("2026-12-01 17:00 +10 days", "2026-12-11 17:00:00")]
    [InlineData("2026-12-01 17:00+01:00 +1d", "2026-12-02 17:00:00")]
    [InlineData("2026-W49-5T17:00", "2026-12-04 17:00:00")]
    public void A_moment_has_its_time_of_day(string text, string expected)
    {
        WrittenTime time = Zones.Read(text, Zones.Berlin);
        Assert.Equal((expected, false), (Zones.Show(time.Utc, Zones.Berlin), time.IsDay));
    }

    [Theory]
    [InlineData("someday")]
    [InlineData("Later")]
    public void Someday_has_no_date(string text) =>
        Assert.Equal(new WrittenTime(DateTime.MaxValue, IsSomeday: true), Zones.Read(text));

    [Theory]
    [InlineData("3")]
    [InlineData("2026")]
    [InlineData("+3")]
    [InlineData("3m")]
    [InlineData("1h30m")]
    [InlineData("m")]
    [InlineData("3x")]
    [InlineData("d")]
    [InlineData("1.5h")]
    [InlineData("1e3")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P3")]
    [InlineData("P3H")]
    [InlineData("P1DT")]
    [InlineData("P3_")]
    [InlineData("3d+")]
    [InlineData("3d + x")]
    [InlineData("eom-3")]
    [InlineData("today 3d")]
    [InlineData("now 17:00")]
    [InlineData("friday 17:00 18:00")]
    [InlineData("friday monday")]
    [InlineData("friday 25:00")]
    [InlineData("13pm")]
    [InlineData("0am")]
    [InlineData("17:60")]
    [InlineData("17")]
    [InlineData("in")]
    [InlineData("in friday")]
    [InlineData("in -3d")]
    [InlineData("next")]
    [InlineData("next week")]
    [InlineData("next december")]
    [InlineData("someday 17:00")]
    [InlineData("24 dec")]
    [InlineData("dec 24")]
    [InlineData("0th")]
    [InlineData("2th")]
    [InlineData("11st")]
    [InlineData("32nd")]
    [InlineData("31st")]
    [InlineData("fr")]
    [InlineData("fridayy")]
    [InlineData("tomorow")]
    [InlineData("sox")]
    [InlineData("sonww2")]
    [InlineData("morgen")]
    [InlineData("True")]
    [InlineData("99999999y")]
    [InlineData("-3000y")]
    [InlineData("999999999d")]
    public void What_is_not_understood_is_refused(string text) => Assert.NotEmpty(Zones.Refuse(text));

    [Fact]
    public void A_day_of_the_month_may_be_missing_from_the_next_one()
    {
        DateTime january = new(2026, 1, 30, 12, 0, 0, DateTimeKind.Utc);
        Assert.False(TimeText.TryRead("30th", january, Zones.Berlin, out _, out _));
        Assert.Equal("2026-01-31 00:00:00", Zones.Show(Zones.Read("31st", Zones.Berlin, january).Utc, Zones.Berlin));
    }

    [Fact]
    public void A_month_ends_within_itself() => Assert.Equal(
        "2027-02-28 00:00:00", Zones.Show(Zones.Read("2027-01-31 + 1mo", Zones.Berlin).Utc, Zones.Berlin));

    [Theory]
    [InlineData("Europe/Berlin", "2027-03-28 02:30", "2027-03-28 03:30:00", "01:30")] // put forward from 2 to 3
    [InlineData("Europe/Berlin", "2027-10-31 02:30", "2027-10-31 02:30:00", "00:30")] // put back from 3 to 2
    [InlineData("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-04 02:45:00", "15:45")] // by half an hour
    [InlineData("Australia/Lord_Howe", "2027-04-04 01:45", "2027-04-04 01:45:00", "14:45")]
    [InlineData("Pacific/Apia", "2011-12-30 12:00", "2011-12-31 12:00:00", "22:00")] // a day that was not
    [InlineData("Africa/Cairo", "2026-04-24", "2026-04-24 01:00:00", "22:00")] // a midnight that is not
    public void A_clock_that_is_moved(string zone, string text, string shown, string utc)
    {
        TimeZoneInfo there = TimeZoneInfo.FindSystemTimeZoneById(zone);
        DateTime time = Zones.Read(text, there).Utc;
        Assert.Equal((shown, utc), (Zones.Show(time, there), time.ToString("HH:mm", CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("2027-03-27 02:30 +1d+1d", "2027-03-29 02:30:00")] // over an hour that is not
    [InlineData("2027-03-27 12:00 +1d", "2027-03-28 12:00:00")]
    [InlineData("2027-03-27 12:00 +24h", "2027-03-28 13:00:00")]
    [InlineData("2027-10-31 02:59 +1min", "2027-10-31 02:00:00")] // from the first of two hours into the second
    public void Days_keep_the_time_of_day_and_hours_their_length(string text, string expected) =>
        Assert.Equal(expected, Zones.Show(Zones.Read(text, Zones.Berlin).Utc, Zones.Berlin));

    [Fact]
    public void A_day_ends_with_its_last_hour_where_that_comes_twice()
    {
        // Until 2018 the clocks of São Paulo went from midnight back to eleven.
        TimeZoneInfo there = TimeZoneInfo.FindSystemTimeZoneById("America/Sao_Paulo");
        DateTime now = new(2018, 2, 17, 12, 0, 0, DateTimeKind.Utc);
        Assert.Equal(new DateTime(2018, 2, 18, 2, 59, 59), Zones.Read("eod", there, now).Utc);
        Assert.Equal(Zones.Read("tomorrow", there, now).Utc.AddSeconds(-1), Zones.Read("eod", there, now).Utc);
    }

    [Theory]
    [InlineData("th-TH")]
    [InlineData("ar-SA")]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    public void The_culture_does_not_matter(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(culture);
            Assert.Equal(new DateTime(2026, 11, 27, 16, 0, 0), Zones.Read("FRIDAY 17:00", Zones.Berlin).Utc);
            Assert.Equal(new DateTime(2026, 11, 30, 23, 0, 0), Zones.Read("2026-12-01", Zones.Berlin).Utc);
            Assert.Equal(new DateTime(2026, 11, 25, 10, 42, 22), Zones.Read("IN 1 MIN", Zones.Berlin).Utc);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
