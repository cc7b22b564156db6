namespace PgTasks;

/// <summary>
/// One task as the database held it when it was read. Immutable; all times are local, as those of <c>Get-Date</c>.
/// </summary>
public class PgTask : IEquatable<PgTask>, IComparable<PgTask>, IComparable
{
    /// <summary>How many attempts a task has of which nothing else was said, as the table has it.</summary>
    internal const int DefaultMaxAttempts = 5;

    internal PgTask()
    {
    }

    /// <summary>The task's number, given by the database, never given twice.</summary>
    public long Id { get; internal set; }

    /// <summary>What is to be done.</summary>
    public string Title { get; internal set; } = "";

    /// <summary>More words about it; empty when there are none.</summary>
    public string Description { get; internal set; } = "";

    /// <summary>Where it stands.</summary>
    public PgTaskStatus Status { get; internal set; }

    /// <summary>How much it matters.</summary>
    public PgTaskPriority Priority { get; internal set; } = PgTaskPriority.Normal;

    /// <summary>The project it belongs to, or null.</summary>
    public string? Project { get; internal set; }

    /// <summary>Its tags; empty when there are none.</summary>
    public string[] Tags { get; internal set; } = [];

    /// <summary>When it shall be done.</summary>
    public DateTime? Due { get; internal set; }

    /// <summary>Whether Due is a day, which is the same day for everyone, and not a time.</summary>
    public bool AllDay { get; internal set; }

    /// <summary>Who is to do it: a role or any name; null when nobody is.</summary>
    public string? AssignedTo { get; internal set; }

    /// <summary>When it was added.</summary>
    public DateTime CreatedAt { get; internal set; }

    /// <summary>Who added it; null where that was before the store kept it.</summary>
    public string? CreatedBy { get; internal set; }

    /// <summary>When it last changed.</summary>
    public DateTime UpdatedAt { get; internal set; }

    /// <summary>Who last changed it; null where that was before the store kept it.</summary>
    public string? UpdatedBy { get; internal set; }

    /// <summary>When work on it first began.</summary>
    public DateTime? StartedAt { get; internal set; }

    /// <summary>When it was completed.</summary>
    public DateTime? CompletedAt { get; internal set; }

    /// <summary>Before this time no worker claims it.</summary>
    public DateTime? NotBefore { get; internal set; }

    /// <summary>The JSON document kept with it (jsonb), as objects; null when there is none.</summary>
    public object? Data => DataJson is null ? null : JsonData.ToObject(DataJson);

    /// <summary>Who holds it.</summary>
    public string? ClaimedBy { get; internal set; }

    /// <summary>Until when the holder's claim lasts.</summary>
    public DateTime? LeaseUntil { get; internal set; }

    /// <summary>How many times work on it was begun.</summary>
    public int Attempts { get; internal set; }

    /// <summary>After this many attempts it has failed for good.</summary>
    public int MaxAttempts { get; internal set; } = DefaultMaxAttempts;

    /// <summary>What the last failed attempt said.</summary>
    public string? LastError { get; internal set; }

    /// <summary>The tasks that are to be done before it; empty when there are none.</summary>
    public long[] DependsOn { get; internal set; } = [];

    /// <summary>Those of them that are open, which it waits for; empty once it is completed or cancelled itself.</summary>
    public long[] BlockedBy { get; internal set; } = [];

    /// <summary>The open tasks that wait for it.</summary>
    public long[] Blocking { get; internal set; } = [];

    /// <summary>Whether it waits for another task.</summary>
    public bool Blocked => BlockedBy.Length > 0;

    /// <summary>How many notes there are on it.</summary>
    public int NoteCount { get; internal set; }

    /// <summary>What no other open task has: a second one with it is not added; null when there is none.</summary>
    public string? Key { get; internal set; }

    /// <summary>What tasks share of which one is claimed at a time; null when there is none.</summary>
    public string? Serial { get; internal set; }

    /// <summary>What was kept of its completion (jsonb), as objects; null when there is nothing.</summary>
    public object? Result => ResultJson is null ? null : JsonData.ToObject(ResultJson);

    /// <summary>How far the work on it has come, as it last said; null where it says nothing.</summary>
    public string? Progress { get; internal set; }

    internal string? DataJson { get; set; }

    internal string? ResultJson { get; set; }

    /// <summary>Whether the other is the same task, and was the same when it was read.</summary>
    public bool Equals(PgTask? other) => TaskComparison.Compare(this, other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PgTask);

    /// <inheritdoc/>
    public override int GetHashCode() => Id.GetHashCode();

    /// <summary>By Id; 0 only where the tasks are equal.</summary>
    public int CompareTo(PgTask? other) => TaskComparison.Compare(this, other);

    /// <inheritdoc/>
    public int CompareTo(object? obj) => obj is null or PgTask
        ? CompareTo((PgTask?)obj)
        : throw new ArgumentException($"A task does not compare with a {obj.GetType()}.", nameof(obj));

    /// <summary>The title with its number, as in <c>#1: Write tests</c>.</summary>
    public override string ToString() => $"#{Id}: {Title}";
}
