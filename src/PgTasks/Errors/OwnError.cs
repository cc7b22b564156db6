using System.Management.Automation;

namespace PgTasks;

/// <summary>A row of <see cref="OwnErrors"/>.</summary>
/// <param name="Id">The first part of the error record's FullyQualifiedErrorId.</param>
/// <param name="Category">The error record's category.</param>
/// <param name="When">When it is met, in the words of about_PgTaskErrors.</param>
/// <param name="Advice">What the user can do about it, unless the case at hand says better.</param>
internal sealed record OwnError(string Id, ErrorCategory Category, string When, string? Advice = null)
{
    /// <summary>Whether the same may succeed later.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Whether what was done in the same transaction must not be kept, so that it ends the block that it comes in.</summary>
    public bool SpoilsTransaction { get; init; }
}
