namespace PgTasks;

/// <summary>What may be typed for a parameter, as the store knows it.</summary>
internal abstract class CompletionOperations
{
    /// <summary>How long a person who presses Tab waits; after that there is nothing to offer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// A hundred at most of those that begin as given, from a connection of its own; none while it still asks for others.
    /// </summary>
    /// <param name="kind">What is wanted.</param>
    /// <param name="begun">How it begins, in any case of letters; of tasks, a number or a part of the title.</param>
    /// <param name="table">The table whose columns are wanted.</param>
    /// <param name="stop">Stops it; the server stops by itself after <see cref="Patience"/>.</param>
    public abstract Task<IReadOnlyList<Completion>> FindAsync(
        CompletionKind kind, string begun, string? table, CancellationToken stop);
}
