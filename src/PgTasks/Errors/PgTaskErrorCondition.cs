using System.Management.Automation;

namespace PgTasks;

/// <summary>One of PgTasks' own errors or of PostgreSQL's conditions, as the error records of PgTasks tell it.</summary>
public sealed class PgTaskErrorCondition
{
    internal PgTaskErrorCondition(OwnError error)
    {
        Name = error.Id;
        Class = "PgTasks";
        Category = error.Category;
        IsTransient = error.IsTransient;
        Description = error.When;
        RecommendedAction = error.Advice;
    }

    internal PgTaskErrorCondition(ErrorCondition condition)
    {
        Name = condition.Name;
        SqlState = condition.SqlState;
        Class = condition.Class;
        Category = condition.Category;
        IsTransient = condition.IsTransient;
        RecommendedAction = ConditionAdvice.Find(condition.SqlState);
    }

    /// <summary>The name with which the error record's FullyQualifiedErrorId begins.</summary>
    public string Name { get; }

    /// <summary>PostgreSQL's code, as the exception's SqlState has it; null for an error of PgTasks itself.</summary>
    public string? SqlState { get; }

    /// <summary>The name of the class that the code's first two characters stand for; PgTasks for its own.</summary>
    public string Class { get; }

    /// <summary>The category of its error records.</summary>
    public ErrorCategory Category { get; }

    /// <summary>Whether the same may succeed later, as the exception's IsTransient says.</summary>
    public bool IsTransient { get; }

    /// <summary>When an error of PgTasks itself is met.</summary>
    public string? Description { get; }

    /// <summary>What to do about it, where that can be said, and unless the case at hand says better.</summary>
    public string? RecommendedAction { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
