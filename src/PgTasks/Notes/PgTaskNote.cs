namespace PgTasks;

/// <summary>A note on a task. Immutable; its time is local, as those of <c>Get-Date</c>.</summary>
public sealed class PgTaskNote
{
    internal PgTaskNote()
    {
    }

    // Not Id: by a property of that name the cmdlets for tasks would take the note's number for a task's.

    /// <summary>The note's number, given by the database, never given twice.</summary>
    public long NoteId { get; internal init; }

    /// <summary>The task that it is on.</summary>
    public long TaskId { get; internal init; }

    /// <summary>What it says.</summary>
    public string Text { get; internal init; } = "";

    /// <summary>When it was added.</summary>
    public DateTime CreatedAt { get; internal init; }

    /// <summary>Who added it.</summary>
    public string? CreatedBy { get; internal init; }

    /// <summary>What it says.</summary>
    public override string ToString() => Text;
}
