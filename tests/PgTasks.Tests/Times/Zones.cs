namespace PgTasks.Tests;

/// <summary>Zones whose clocks do what clocks can do, and reading in them.</summary>
internal static class Zones
{
    public static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    /// <summary>Half hours, whole days, midnights that do not exist or come twice.</summary>
    public static readonly TimeZoneInfo[] All = [
        TimeZoneInfo.Utc, Berlin, .. Array.ConvertAll(
            ["America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Cairo", "America/Sao_Paulo",
                "America/Havana", "Asia/Kathmandu", "Asia/Beirut"],
            TimeZoneInfo.FindSystemTimeZoneById)];

    /// <summary>A Wednesday in Berlin.</summary>
    public static readonly DateTime Now = new(2026, 11, 25, 10, 41, 22, 500, DateTimeKind.Utc);

    public static WrittenTime Read(string text, TimeZoneInfo? zone = null) => Read(text, zone ?? TimeZoneInfo.Utc, Now);

    public static WrittenTime Read(string text, TimeZoneInfo zone, DateTime now)
    {
        Assert.True(TimeText.TryRead(text, now, zone, out WrittenTime time, out string? problem), $"{text}: {problem}");
        return time;
    }

    /// <summary>What is wrong with a text that must not be read.</summary>
    public static string Refuse(string text)
    {
        Assert.False(TimeText.TryRead(text, Now, Berlin, out WrittenTime time, out string? problem), $"{text}: {time}");
        return problem;
    }

    /// <summary>The wall's clock of an instant, as text.</summary>
    public static string Show(DateTime utc, TimeZoneInfo zone) =>
        WallClock.FromUtc(utc, zone).ToString("yyyy-MM-dd HH:mm:ss", null);
}
