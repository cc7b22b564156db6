namespace PgTasks;

/// <summary>How much a task matters; sorts from Low to Urgent.</summary>
public enum PgTaskPriority
{
    /// <summary>Can wait.</summary>
    Low,

    /// <summary>What a task has unless it says otherwise.</summary>
    Normal,

    /// <summary>Before the normal ones.</summary>
    High,

    /// <summary>Before all others.</summary>
    Urgent,
}
