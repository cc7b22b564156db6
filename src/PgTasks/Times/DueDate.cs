namespace PgTasks;

/// <summary>
/// When a task is due: a time, or a day, which is the same day for everyone. On their way through parameters days are the
/// DateTimes of no Kind that lie on a midnight; in the database and in what is sent there, that day's beginning in UTC;
/// on a task, that day's midnight as local time.
/// </summary>
/// <param name="Value">As it is sent: of a day its beginning in UTC; null for no date.</param>
/// <param name="AllDay">Whether it is a day.</param>
internal readonly record struct DueDate(DateTime? Value, bool AllDay)
{
    /// <summary>The date that a parameter's value carries, or another DateTime that nothing else is known of.</summary>
    public static DueDate Of(DateTime? value) =>
        value is { } time && IsDay(time) ? OfDay(time) : new DueDate(value, AllDay: false);

    /// <summary>The day of a time as its clock shows it.</summary>
    public static DueDate OfDay(DateTime time) => new(DateTime.SpecifyKind(time.Date, DateTimeKind.Utc), AllDay: true);

    /// <summary>The date that a task has.</summary>
    public static DueDate Of(PgTask task) =>
        task is { AllDay: true, Due: { } day } ? OfDay(day) : new DueDate(task.Due, AllDay: false);

    /// <summary>A day as a parameter carries it; the first of all would be -infinity then, and stays a time.</summary>
    public static DateTime Carry(DateTime day) => DateTime.SpecifyKind(
        day.Date, day.Date.Ticks == 0 ? DateTimeKind.Local : DateTimeKind.Unspecified);

    /// <summary>A time that is none, as a parameter carries it: what says no Kind is local.</summary>
    public static DateTime CarryTime(DateTime time) =>
        IsDay(time) ? DateTime.SpecifyKind(time, DateTimeKind.Local) : time;

    /// <summary>Whether a DateTime is a day, as [datetime]'2026-12-01' and (Get-Date).Date are; one in UTC is a time.</summary>
    public static bool IsMidnight(DateTime time) => time.TimeOfDay == TimeSpan.Zero && time.Kind != DateTimeKind.Utc
        && !TaskTime.IsMinusInfinity(time);

    private static bool IsDay(DateTime time) => time.Kind == DateTimeKind.Unspecified && IsMidnight(time);
}
