namespace PgTasks;

/// <summary>The time that a text names.</summary>
/// <param name="Utc">The instant in UTC; of a day its beginning, or its last second where the text says an end.</param>
/// <param name="IsDay">Whether the text names a day and no time of it.</param>
/// <param name="IsSomeday">Whether it says that there is no date yet; the instant is the end of time then.</param>
internal readonly record struct WrittenTime(DateTime Utc, bool IsDay = false, bool IsSomeday = false)
{
    /// <summary>The instant in this machine's zone; the ends of time, and what that zone cannot hold, stay as they are.</summary>
    public DateTime Local => Utc.Ticks is < TimeSpan.TicksPerDay or > TaskTime.TicksNearEnd ? Utc : Utc.ToLocalTime();

    /// <summary>The date that a text with an offset has; null for any other.</summary>
    public DateTime? Date { get; init; }

    /// <summary>The day in this machine's zone, or the one that a text with an offset says; null where it shall be a time.</summary>
    /// <param name="allDay">Whether it is a day; null where the text itself says so.</param>
    public DateTime? GetLocalDay(bool? allDay)
    {
        if (!(allDay ?? IsDay) || TaskTime.IsMinusInfinity(Utc) || TaskTime.IsInfinity(Utc))
        {
            return null;
        }

        DateTime day = Date ?? WallClock.FromUtc(Utc, TimeZoneInfo.Local).Date;
        return TaskTime.IsMinusInfinity(day) ? null : day;
    }
}
