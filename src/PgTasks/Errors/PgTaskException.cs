using System.Management.Automation;

namespace PgTasks;

/// <summary>What PgTasks itself refuses, as against what PostgreSQL refuses (a DbException).</summary>
public sealed class PgTaskException : Exception
{
    internal PgTaskException(string id, ErrorCategory category, string message, Exception? inner = null)
        : base(message, inner)
    {
        ErrorId = id;
        Category = category;
    }

    /// <summary>The first part of the error record's FullyQualifiedErrorId.</summary>
    public string ErrorId { get; }

    /// <summary>The error record's category.</summary>
    public ErrorCategory Category { get; }

    /// <summary>What the user can do about it, where something can be said.</summary>
    public string? RecommendedAction { get; internal init; }

    /// <summary>What the error concerns, where the store knows it better than the cmdlet.</summary>
    internal object? Target { get; init; }
}
