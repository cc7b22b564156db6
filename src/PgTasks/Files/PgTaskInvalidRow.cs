namespace PgTasks;

/// <summary>The place in a file that an error of an import concerns.</summary>
public sealed class PgTaskInvalidRow
{
    /// <summary>The file; null for lines from the pipeline.</summary>
    public string? Path { get; internal init; }

    /// <summary>The number of the line at which the row begins, from 1; null where it is not known.</summary>
    public long? Line { get; internal init; }

    /// <summary>The column; null where the whole row is at fault.</summary>
    public string? Column { get; internal init; }

    /// <summary>The text that stands there; null where it is not known.</summary>
    public string? Value { get; internal init; }

    /// <summary>As in <c>tasks.csv:12 Due</c>.</summary>
    public override string ToString() => $"{Path ?? "line"}{(Line is null ? "" : $":{Line}")} {Column}".TrimEnd();
}
