using System.Globalization;

namespace PgTasks.Postgres.Import;

/// <summary>Reads a cell's text as its column wants it, and adds it to a row.</summary>
/// <param name="now">What an empty CreatedAt or UpdatedAt stands for, in UTC.</param>
/// <param name="actor">What an empty CreatedBy or UpdatedBy stands for.</param>
internal sealed class RowWriter(DateTime now, string actor)
{
    private static readonly byte[][] s_statuses = [
        "pending"u8.ToArray(), "running"u8.ToArray(), "completed"u8.ToArray(), "failed"u8.ToArray(),
        "cancelled"u8.ToArray()];

    private static readonly byte[][] s_priorities = [
        "low"u8.ToArray(), "normal"u8.ToArray(), "high"u8.ToArray(), "urgent"u8.ToArray()];

    private readonly List<string?> _tags = [];
    private bool? _allDay;
    private bool _isDay;

    /// <summary>Begins a row, of which AllDay says that, or nothing; says what is wrong with it, or null.</summary>
    public string? Begin(ReadOnlySpan<char> allDay)
    {
        _isDay = false;
        return FlagText.TryRead(allDay, out _allDay) ? null : FlagText.Reason;
    }

    /// <summary>Adds a value; says what is wrong with it, or null.</summary>
    public string? Add(RowBatch batch, TaskColumn column, ReadOnlySpan<char> text)
    {
        if (text.ContainsAny('\0', FileText.UndecodableMark[0]) && FindBadCharacter(text) is { } bad)
        {
            return bad;
        }

        switch (column.Field.Kind)
        {
            case TaskFieldKind.Text:
                return AddText(batch, column, text);
            case TaskFieldKind.Actor:
                batch.AddText(text.IsEmpty ? actor : text);
                return null;
            case TaskFieldKind.OptionalText when text.IsEmpty:
                batch.AddNull();
                return null;
            case TaskFieldKind.OptionalText:
                batch.AddText(text);
                return null;
            case TaskFieldKind.Status:
                return AddWord<PgTaskStatus>(batch, text, s_statuses, (int)PgTaskStatus.Pending);
            case TaskFieldKind.Priority:
                return AddWord<PgTaskPriority>(batch, text, s_priorities, (int)PgTaskPriority.Normal);
            case TaskFieldKind.Tags:
                return AddTags(batch, text);
            case TaskFieldKind.Count:
                return AddCount(batch, column, text);
            case TaskFieldKind.Json:
                return AddJson(batch, text);
            case TaskFieldKind.Flag:
                batch.AddBytes(_isDay ? [1] : [0]);
                return null;
            default:
                return AddTime(batch, column, text);
        }
    }

    /// <summary>Adds the value of a task of which nothing is said; says what is wrong with that, or null.</summary>
    public string? AddDefault(RowBatch batch, TaskColumn column) => Add(batch, column, []);

    private static string? FindBadCharacter(ReadOnlySpan<char> text) =>
        text.Contains('\0') ? "the character 0 cannot be stored"
        : text.Contains(FileText.UndecodableMark, StringComparison.Ordinal) ? "bytes that are no text in that encoding"
        : null;

    private static string? AddText(RowBatch batch, TaskColumn column, ReadOnlySpan<char> text)
    {
        // What else is blank the server knows, by its own locale.
        if (column.Field == TaskFields.Title && text.Trim(" \t\r\n").IsEmpty)
        {
            return "a task needs a title";
        }

        batch.AddText(text);
        return null;
    }

    private static string? AddWord<T>(RowBatch batch, ReadOnlySpan<char> text, byte[][] words, int empty)
        where T : struct, Enum
    {
        int index = text.IsWhiteSpace() ? empty : EnumText<T>.Find(text);
        if (index < 0)
        {
            return EnumText<T>.Reason;
        }

        batch.AddBytes(words[index]);
        return null;
    }

    private string? AddTags(RowBatch batch, ReadOnlySpan<char> text)
    {
        if (TagText.Read(text, _tags) is { } reason)
        {
            return reason;
        }

        batch.AddTexts(_tags);
        return null;
    }

    private static string? AddCount(RowBatch batch, TaskColumn column, ReadOnlySpan<char> text)
    {
        int count = column.Field.Usual;
        if (!text.IsWhiteSpace() && (!int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out count)
            || count < column.Field.Least))
        {
            return string.Create(
                CultureInfo.InvariantCulture, $"it is no whole number from {column.Field.Least} to {int.MaxValue}");
        }

        batch.AddInt32(count);
        return null;
    }

    private static string? AddJson(RowBatch batch, ReadOnlySpan<char> text)
    {
        if (JsonText.IsNone(text))
        {
            batch.AddNull();
        }
        else
        {
            batch.AddText(JsonText.IsWords(text) ? JsonText.Quote(text.ToString()) : text, prefix: 1);
        }

        return null;
    }

    private string? AddTime(RowBatch batch, TaskColumn column, ReadOnlySpan<char> text)
    {
        bool isBlank = text.IsWhiteSpace();
        WrittenTime time = new(now);
        if (!isBlank && !TimeText.TryRead(text, now, TimeZoneInfo.Local, out time, out string? problem))
        {
            return problem;
        }

        if (isBlank ? column.Field.Kind == TaskFieldKind.OptionalTime
            : time.IsSomeday && column.Field == TaskFields.Due)
        {
            batch.AddNull();
        }
        else if (column.Field == TaskFields.Due && !isBlank && time.GetLocalDay(_allDay) is { } day)
        {
            (DateTime? beginning, _isDay) = DueDate.OfDay(day);
            batch.AddInt64(TaskTime.ToMicroseconds(beginning!.Value));
        }
        else
        {
            batch.AddInt64(TaskTime.ToMicroseconds(time.Utc));
        }

        return null;
    }
}
