using System.Management.Automation;

namespace PgTasks;

/// <summary>A row of <see cref="ConditionTable"/>.</summary>
internal sealed record ErrorCondition(string SqlState, string Name, string Class)
{
    public ErrorCategory Category { get; init; }

    public ErrorScope Scope { get; init; }

    /// <summary>Whether the same may succeed later; the same as the exception's IsTransient, which is Npgsql's.</summary>
    public bool IsTransient { get; init; }
}
