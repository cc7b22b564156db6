namespace PgTasks;

/// <summary>Which tasks to read: those that meet all that is set. Of several values one is enough, but for the tags.</summary>
internal sealed record TaskFilter
{
    /// <summary>All of them.</summary>
    public static readonly TaskFilter Everything = new() { IncludesClosed = true };

    /// <summary>Whether it lets through also what is completed or cancelled, where Status says nothing.</summary>
    public bool IncludesClosed { get; init; }

    public PgTaskStatus[]? Status { get; init; }

    /// <summary>Patterns as PowerShell has them.</summary>
    public string[]? Title { get; init; }

    /// <summary>Words as web search engines read them; null for no search.</summary>
    public string? Search { get; init; }

    /// <summary>The text search configuration that a search goes by.</summary>
    public string Language { get; init; } = "simple";

    /// <summary>Tags that a task must all have.</summary>
    public string[]? Tag { get; init; }

    /// <summary>Tags of which a task must have none.</summary>
    public string[]? ExcludeTag { get; init; }

    /// <summary>Patterns; one without wildcards finds also what lies below it.</summary>
    public string[]? Project { get; init; }

    public bool HasNoProject { get; init; }

    public PgTaskPriority[]? Priority { get; init; }

    /// <summary>Patterns.</summary>
    public string[]? AssignedTo { get; init; }

    public bool IsUnassigned { get; init; }

    /// <summary>Who it is assigned to, by the exact name.</summary>
    public string? Owner { get; init; }

    /// <summary>Times of any Kind; before excludes the moment, after includes it.</summary>
    public DateTime? DueBefore { get; init; }

    public DateTime? DueAfter { get; init; }

    public DateTime? CreatedBefore { get; init; }

    public DateTime? CreatedAfter { get; init; }

    public DateTime? UpdatedAfter { get; init; }

    public DateTime? CompletedAfter { get; init; }

    /// <summary>
    /// Completed before this moment; where it was not completed, last changed before it. One that failed passes only if no
    /// open task waits for it.
    /// </summary>
    public DateTime? EndedBefore { get; init; }

    public bool IsOverdue { get; init; }

    public bool HasNoDue { get; init; }

    /// <summary>Whether it can be begun: it is pending, its time has come, and it waits for no other.</summary>
    public bool IsReady { get; init; }

    /// <summary>Whether it waits for other tasks.</summary>
    public bool IsBlocked { get; init; }

    /// <summary>Whether its time has not come.</summary>
    public bool IsWaiting { get; init; }

    /// <summary>JSON that its document must contain.</summary>
    public string? DataJson { get; init; }

    /// <summary>Whether a statement has it without values that travel beside the text.</summary>
    public bool HasNoValues => this with
    {
        IncludesClosed = true,
        Status = null,
        Priority = null,
        HasNoDue = false,
        HasNoProject = false,
        IsUnassigned = false,
        IsReady = false,
        IsBlocked = false,
        IsWaiting = false,
    } == Everything;
}
