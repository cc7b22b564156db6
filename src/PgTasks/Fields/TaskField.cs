using System.Globalization;

namespace PgTasks;

/// <summary>One of the facts that a task has.</summary>
/// <param name="property">What PgTask calls it; in Postgres it is that name in lower case with underscores.</param>
/// <param name="kind">What it holds.</param>
/// <param name="use">Who may say it.</param>
internal abstract class TaskField(string property, TaskFieldKind kind, TaskFieldUse use)
{
    /// <summary>What PgTask calls it.</summary>
    public string Property { get; } = property;

    /// <summary>What the parameters of cmdlets call it.</summary>
    public string Parameter { get; init; } = property;

    /// <summary>What it holds.</summary>
    public TaskFieldKind Kind => kind;

    /// <summary>The least number, where it holds one.</summary>
    public int Least { get; init; }

    /// <summary>The number of a task of which nothing else is said.</summary>
    public int Usual { get; init; }

    /// <summary>Whether somebody may say what it holds.</summary>
    public bool IsSaidBy(TaskFieldUse who) => (use & who) != 0;

    /// <summary>What it holds of a task; of a JSON document the text.</summary>
    public abstract object? GetValue(PgTask task);

    /// <summary>The same as a file has it.</summary>
    public string? GetText(PgTask task) => GetValue(task) switch
    {
        null => null,
        string text => text,
        DateTime day when task.AllDay && this == TaskFields.Due => TimeText.WriteDay(day),
        DateTime time => TimeText.Write(time),
        string[] tags => TagText.Format(tags),
        long[] ids => string.Join(',', ids),
        { } value => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}

/// <inheritdoc/>
/// <param name="get">What it holds of a task.</param>
internal sealed class TaskField<T>(string property, TaskFieldKind kind, TaskFieldUse use, Func<PgTask, T> get)
    : TaskField(property, kind, use)
{
    /// <summary>What it holds of a task.</summary>
    public Func<PgTask, T> Get => get;

    /// <inheritdoc/>
    public override object? GetValue(PgTask task) => get(task);
}
