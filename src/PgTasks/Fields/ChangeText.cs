using System.Globalization;

namespace PgTasks;

/// <summary>Says what a change would set, for -WhatIf and -Confirm.</summary>
internal static class ChangeText
{
    private const int Longest = 60;

    /// <summary>
    /// As in `Due 2026-12-01, Priority High, no Project, Tag +a -b`; of what an object names, only what differs from the task.
    /// </summary>
    public static string Of(TaskChange change, PgTask task)
    {
        List<string> parts = [.. change.Fields.Keys
            .Where(field => field.Kind != TaskFieldKind.Flag && (!change.IsOfObject || Differs(field, change, task)))
            .Select(field => Of(field, change))];
        if (change.Tags is { } tags)
        {
            parts.Add(string.Join(
                ' ', [TaskFields.Tags.Parameter, .. tags.Remove.Select(tag => "-" + tag), .. tags.Add.Select(tag => "+" + tag)]));
        }

        if (change.IfUpdatedAt is { } time)
        {
            parts.Add($"if {nameof(PgTask.UpdatedAt)} is {TimeText.Write(time)}");
        }

        return parts.Count == 0 ? "as it is" : string.Join(", ", parts);
    }

    /// <summary>A text in single quotes, no longer than a line has room for.</summary>
    public static string Quote(string text) => text.Length <= Longest ? $"'{text}'" : $"'{text[..(Longest - 1)]}…'";

    /// <summary>A time by the reader's clocks.</summary>
    public static string Write(DateTime time) => TaskTime.IsInfinity(time) || TaskTime.IsMinusInfinity(time)
        ? TimeText.Write(time)
        : ToLocal(time).ToString(time.Second == 0 ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static DateTime ToLocal(DateTime time) => time.Kind == DateTimeKind.Utc ? time.ToLocalTime() : time;

    private static bool Differs(TaskField field, TaskChange change, PgTask task)
    {
        object? value = change.Fields[field];
        return (value, field.GetValue(task)) switch
        {
            (string[] tags, string[] others) => !tags.SequenceEqual(others),
            (long[] ids, long[] others) => !ids.SequenceEqual(others),
            (DateTime due, _) when field == TaskFields.Due && Equals(change.Fields[TaskFields.AllDay], true) =>
                !task.AllDay || due != task.Due,
            (DateTime time, DateTime other) => TaskTime.ToMicroseconds(time) != TaskTime.ToMicroseconds(other)
                || (field == TaskFields.Due && task.AllDay),
            var (wanted, present) => !Equals(wanted, present),
        };
    }

    private static string Of(TaskField field, TaskChange change)
    {
        object? value = change.Fields[field];
        string? text = value switch
        {
            null or "" or Array { Length: 0 } => null,
            DateTime day when field == TaskFields.Due && Equals(change.Fields[TaskFields.AllDay], true) => TimeText.WriteDay(day),
            DateTime time => Write(time),
            string words => Quote(words),
            string[] tags => string.Join(", ", tags),
            long[] ids => string.Join(", ", ids),
            _ => value.ToString(),
        };
        return text is null ? $"no {field.Parameter}" : $"{field.Parameter} {text}";
    }
}
