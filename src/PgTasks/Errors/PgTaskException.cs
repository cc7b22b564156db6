using System.Management.Automation;

namespace PgTasks;

/// <summary>What PgTasks itself refuses, as against what PostgreSQL refuses (a DbException).</summary>
public sealed class PgTaskException : Exception
{
    /// <param name="error">Its row of the register.</param>
    /// <param name="message">What was refused, with the names that the user knows.</param>
    /// <param name="inner">Why, where something threw.</param>
    internal PgTaskException(OwnError error, string message, Exception? inner = null)
        : base(message, inner)
    {
        ErrorId = error.Id;
        Category = error.Category;
        IsTransient = error.IsTransient;
        SpoilsTransaction = error.SpoilsTransaction;
        RecommendedAction = error.Advice;
    }

    /// <summary>The first part of the error record's FullyQualifiedErrorId.</summary>
    public string ErrorId { get; }

    /// <summary>The error record's category.</summary>
    public ErrorCategory Category { get; internal init; }

    /// <summary>Whether the same may succeed later, as a DbException says it.</summary>
    public bool IsTransient { get; }

    /// <summary>What the user can do about it, where something can be said.</summary>
    public string? RecommendedAction { get; internal init; }

    /// <inheritdoc cref="OwnError.SpoilsTransaction"/>
    internal bool SpoilsTransaction { get; }

    /// <summary>The task that it concerns as it now is, where that is known.</summary>
    internal PgTask? Now { get; init; }

    /// <summary>What the error concerns, where the store knows it better than the cmdlet.</summary>
    internal object? Target { get; init; }
}
