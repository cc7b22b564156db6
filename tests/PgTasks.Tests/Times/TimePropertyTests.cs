using CsCheck;

namespace PgTasks.Tests;

public sealed class TimePropertyTests
{
    private static readonly Gen<DateTime> s_now = Gen
        .Long[new DateTime(2000, 1, 1).Ticks, new DateTime(2040, 1, 1).Ticks]
        .Select(ticks => new DateTime(ticks, DateTimeKind.Utc));

    // Every hour of two years, around which each of the zones has moved its clocks.
    private static readonly Gen<DateTime> s_wall = Gen
        .Int[0, 2 * 366 * 24 * 4].Select(OneOf([2011, 2017, 2026]))
        .Select((quarter, year) => new DateTime(year, 1, 1).AddMinutes(15 * quarter));

    private static readonly Gen<TimeZoneInfo> s_zone = OneOf(Zones.All);

    [Fact]
    public void Clocks_become_the_first_instant_that_shows_them() => s_wall.Select(s_zone).Sample((wall, zone) =>
    {
        DateTime utc = WallClock.ToUtc(wall, zone);
        return Find(wall, zone) is { } first
            ? utc == first
            : WallClock.FromUtc(utc, zone) > wall && Find(WallClock.FromUtc(utc, zone), zone) == utc;
    });

    [Fact]
    public void Clocks_that_jump_keep_their_distance_to_the_jump() => s_wall.Select(s_zone).Sample((wall, zone) =>
    {
        // A quarter of an hour later on the wall is never sooner, whether those times exist or not.
        DateTime later = WallClock.ToUtc(wall.AddMinutes(15), zone);
        return Find(wall, zone) is null || Find(wall.AddMinutes(15), zone) is null
            || later > WallClock.ToUtc(wall, zone);
    });

    [Fact]
    public void Iso_texts_come_back() => s_wall.Select(s_zone).Sample((wall, zone) =>
    {
        DateTime utc = WallClock.ToUtc(wall, zone);
        DateTimeOffset there = TimeZoneInfo.ConvertTime(new DateTimeOffset(utc), zone);
        return Zones.Read(there.ToString("yyyy-MM-dd'T'HH:mm:sszzz", null), zone).Utc == utc
            && Zones.Read(there.ToString("o", null), zone).Utc == utc
            && Zones.Read(there.ToString("r", null), zone).Utc == utc
            && Zones.Read(wall.ToString("yyyy-MM-dd HH:mm", null), zone).Utc == utc
            && Zones.Read(wall.ToString("d MMMM yyyy h:mm tt", null), zone).Utc == utc
            && Zones.Read(wall.ToString("dddd, MMM d, yyyy HH:mm:ss", null), zone).Utc == utc;
    });

    [Fact]
    public void Days_are_those_of_the_calendar() =>
        Gen.Select(s_now, s_zone, Gen.Int[-4000, 4000]).Sample((now, zone, days) =>
        {
            DateOnly today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(now, zone));
            DateOnly expected = DateOnly.FromDayNumber(today.DayNumber + days);
            string sign = days < 0 ? "-" : "+";
            string iso = expected.ToString("yyyy-MM-dd", null);
            WrittenTime day = Zones.Read($"today {sign} {Math.Abs(days)} days", zone, now);
            return day == Zones.Read(iso, zone, now)
                && Zones.Read($"{sign}{Math.Abs(days)}d 12:00", zone, now) == Zones.Read(iso + " 12:00", zone, now);
        });

    [Fact]
    public void Hours_are_as_long_as_they_are() =>
        Gen.Select(s_now, s_zone, Gen.Int[-9999, 9999]).Sample((now, zone, hours) =>
            Zones.Read($"now{hours:+0;-0}h", zone, now).Utc == Second(now).AddHours(hours));

    [Fact]
    public void Weeks_and_ordinal_days_are_those_of_iso() => s_wall.Select(s_zone).Sample((wall, zone) =>
    {
        int year = System.Globalization.ISOWeek.GetYear(wall);
        int week = System.Globalization.ISOWeek.GetWeekOfYear(wall);
        WrittenTime day = Zones.Read(wall.ToString("yyyy-MM-dd", null), zone);
        return Zones.Read($"{year:0000}-W{week:00}-{(((int)wall.DayOfWeek + 6) % 7) + 1}", zone) == day
            && Zones.Read($"{wall.Year:0000}-{wall.DayOfYear:000}", zone) == day;
    });

    [Fact]
    public void Names_lie_where_they_are_to_lie() => s_now.Select(s_zone).Sample((now, zone) =>
    {
        DateTime Wall(string text) => WallClock.FromUtc(Zones.Read(text, zone, now).Utc, zone);
        DateTime here = WallClock.FromUtc(Second(now), zone);
        Assert.InRange(here, Wall("today"), Wall("eod"));
        foreach (string period in (string[])["d", "w", "m", "q", "y"])
        {
            Assert.InRange(here, Wall("so" + period), Wall("eo" + period));
            Assert.True(Wall("eop" + period) < Wall("so" + period));
            Assert.True(Wall("eo" + period) < Wall("son" + period));
            Assert.Equal(Wall("so" + period), Wall("soc" + period));
        }

        Assert.Equal(DayOfWeek.Monday, Wall("sow").DayOfWeek);
        Assert.Equal(DayOfWeek.Sunday, Wall("eow").DayOfWeek);
        Assert.Equal(DayOfWeek.Friday, Wall("eoww").DayOfWeek);
        foreach (DayOfWeek weekday in Enum.GetValues<DayOfWeek>())
        {
            DateTime next = Wall(weekday.ToString());
            Assert.Equal(weekday, next.DayOfWeek);
            Assert.InRange((next.Date - here.Date).Days, 1, 7);
            Assert.InRange(Wall("next " + weekday), Wall("sonw"), Wall("eonw"));
        }

        for (int month = 1; month <= 12; month++)
        {
            DateTime next = Wall(new DateTime(2000, month, 1).ToString("MMMM", null));
            Assert.Equal((1, month), (next.Day, next.Month));
            Assert.True(next > here && next < here.AddYears(1).AddDays(1));
        }
    });

    [Fact]
    public void No_text_leads_to_anything_but_a_time_or_its_problem()
    {
        string[] words = [
            "today", "friday", "next", "in", "at", "eom", "someday", "P", "T", "3", "31", "2026", "99999999", "st",
            "th", "d", "w", "m", "mo", "h", "y", "+", "-", ":", "/", ".", ",", " ", "17:00", "am", "pm", "Z", "+01:00", "dec",
            "2026-12-01", "2026-W49", "0001-01-01", "9999-12-31", "infinity", "٣", "é", "\0", "\u202f", "İ"];
        Gen.OneOf(
            OneOf(words).Array[0, 7].Select(string.Concat),
            OneOf(words).Array[0, 7].Select(parts => string.Join(' ', parts)),
            Gen.String[Gen.Char["0123456789-+:TPdhmyw \t"], 0, 24],
            Gen.String)
            .Select(s_zone)
            .Sample((text, zone) => TimeText.TryRead(text, Zones.Now, zone, out WrittenTime time, out string? problem)
                ? problem is null && (time.Utc.Kind == DateTimeKind.Utc || time.Utc == DateTime.MaxValue
                    || time.Utc == DateTime.MinValue)
                : !string.IsNullOrEmpty(problem));
    }

    private static Gen<T> OneOf<T>(T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static DateTime Second(DateTime time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));

    /// <summary>The first instant at which the clocks show that, by looking at the offsets around.</summary>
    private static DateTime? Find(DateTime wall, TimeZoneInfo zone) => Enumerable
        .Range(-15 * 4, 30 * 4)
        .Select(quarter => wall.AddMinutes(15 * quarter))
        .Where(utc => utc + zone.GetUtcOffset(new DateTime(utc.Ticks, DateTimeKind.Utc)) == wall)
        .Select(utc => (DateTime?)utc)
        .FirstOrDefault();
}
