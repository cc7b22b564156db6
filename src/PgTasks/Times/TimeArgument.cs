using System.Management.Automation;

namespace PgTasks;

/// <summary>Says what a value of PowerShell means as a time.</summary>
internal static class TimeArgument
{
    /// <summary>The time, or null for no time.</summary>
    /// <exception cref="FormatException">It is none; the message shows some.</exception>
    public static DateTime? Read(object? value)
    {
        object? bare = Unwrap(value);
        return bare is DateOnly day
            ? WallClock.ToUtc(day.ToDateTime(TimeOnly.MinValue), TimeZoneInfo.Local).ToLocalTime()
            : ReadText(bare, value) is { } written ? written.Local : ReadObject(bare);
    }

    /// <summary>When a task shall be due, as <see cref="DueDate"/> has a parameter carry it; someday is no date.</summary>
    /// <param name="allDay">Whether it is a day; null where the value itself says so.</param>
    /// <exception cref="FormatException">It is none; the message shows some.</exception>
    public static DateTime? ReadDue(object? value, bool? allDay = null)
    {
        object? bare = Unwrap(value);
        if (bare is DateOnly date)
        {
            DateTime midnight = date.ToDateTime(TimeOnly.MinValue);
            return allDay ?? true ? DueDate.Carry(midnight) : DueDate.CarryTime(midnight);
        }

        if (ReadText(bare, value) is { } written)
        {
            return written.IsSomeday ? null : written.GetLocalDay(allDay) is { } day ? DueDate.Carry(day) : written.Local;
        }

        return ReadObject(bare) is not { } time ? null
            : TaskTime.IsInfinity(time) || TaskTime.IsMinusInfinity(time) ? time
            : allDay ?? (bare is DateTime && DueDate.IsMidnight(time))
                ? DueDate.Carry(time.Kind == DateTimeKind.Utc ? time.ToLocalTime() : time)
                : DueDate.CarryTime(time);
    }

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    /// <summary>What a text means, and what is written as one; null for any other value.</summary>
    private static WrittenTime? ReadText(object? bare, object? value) => bare switch
    {
        string text => ReadText(text),
        // What is typed as 3d is the decimal 3 to PowerShell, which still knows how it was typed.
        ValueType and not (DateTime or DateTimeOffset or TimeSpan) => ReadText(LanguagePrimitives.ConvertTo<string>(value)),
        _ => null,
    };

    private static WrittenTime? ReadText(string text) =>
        string.IsNullOrWhiteSpace(text) ? null
        : TimeText.TryRead(text, DateTime.UtcNow, TimeZoneInfo.Local, out WrittenTime time, out string? problem) ? time
        : throw new FormatException($"'{text}' is no time: {problem}.");

    private static DateTime? ReadObject(object? bare) => bare switch
    {
        null or DBNull or string => null,
        DateTime time => time,
        DateTimeOffset instant => instant.LocalDateTime,
        TimeSpan span => Add(span),
        _ => throw Refuse(LanguagePrimitives.ConvertTo<string>(bare.GetType()), "that type does not hold one"),
    };

    private static DateTime? Add(TimeSpan span)
    {
        DateTime now = DateTime.UtcNow;
        return span < DateTime.MaxValue - now && span > DateTime.MinValue - now
            ? (now + span).ToLocalTime()
            : throw Refuse(span.ToString(), TimeText.OutOfRange);
    }

    private static FormatException Refuse(string value, string reason) =>
        new($"'{value}' is no time: {TimeText.Explain(reason)}.");
}
