using System.Management.Automation;

namespace PgTasks;

/// <summary>One of PostgreSQL's error conditions, as the error records of PgTasks tell it.</summary>
public sealed class PgTaskErrorCondition
{
    internal PgTaskErrorCondition(string name, string sqlState, string className)
    {
        Name = name;
        SqlState = sqlState;
        Class = className;
        Category = DatabaseError.GetCategory(sqlState);
    }

    /// <summary>The condition's name, with which the error record's FullyQualifiedErrorId begins.</summary>
    public string Name { get; }

    /// <summary>The code, as the exception's SqlState has it.</summary>
    public string SqlState { get; }

    /// <summary>The name of the class that the code's first two characters stand for.</summary>
    public string Class { get; }

    /// <summary>The category of its error records.</summary>
    public ErrorCategory Category { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
