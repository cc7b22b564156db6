using System.Management.Automation;

namespace PgTasks;

/// <summary>Says what a value of PowerShell means as a time.</summary>
internal static class TimeArgument
{
    /// <summary>The time, or null for no time.</summary>
    /// <param name="somedayIsNone">Whether someday is no time, and not one that never comes.</param>
    /// <exception cref="FormatException">It is none; the message shows some.</exception>
    public static DateTime? Read(object? value, bool somedayIsNone)
    {
        object? bare = value is PSObject wrapped ? wrapped.BaseObject : value;
        return bare switch
        {
            null or DBNull => null,
            DateTime time => time,
            DateTimeOffset instant => instant.LocalDateTime,
            DateOnly day => WallClock.ToUtc(day.ToDateTime(TimeOnly.MinValue), TimeZoneInfo.Local).ToLocalTime(),
            TimeSpan span => Add(span),
            string text => ReadText(text, somedayIsNone),
            // What is typed as 3d is the decimal 3 to PowerShell, which still knows how it was typed.
            ValueType => ReadText(LanguagePrimitives.ConvertTo<string>(value), somedayIsNone),
            _ => throw Refuse(LanguagePrimitives.ConvertTo<string>(bare.GetType()), "that type does not hold one"),
        };
    }

    private static DateTime? ReadText(string text, bool somedayIsNone)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (!TimeText.TryRead(text, DateTime.UtcNow, TimeZoneInfo.Local, out WrittenTime time, out string? problem))
        {
            throw new FormatException($"'{text}' is no time: {problem}.");
        }

        return time.IsSomeday && somedayIsNone ? null : time.Local;
    }

    private static DateTime Add(TimeSpan span)
    {
        DateTime now = DateTime.UtcNow;
        return span < DateTime.MaxValue - now && span > DateTime.MinValue - now
            ? (now + span).ToLocalTime()
            : throw Refuse(span.ToString(), TimeText.OutOfRange);
    }

    private static FormatException Refuse(string value, string reason) =>
        new($"'{value}' is no time: {TimeText.Explain(reason)}.");
}
