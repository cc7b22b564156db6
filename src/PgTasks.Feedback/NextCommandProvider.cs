using System.Management.Automation;
using System.Management.Automation.Subsystem.Feedback;

namespace PgTasks;

/// <summary>Says at the prompt, after an error of one of PgTasks' cmdlets, which command comes next. Asks no server.</summary>
internal sealed class NextCommandProvider : IFeedbackProvider
{
    private const string Cmdlets = ",PgTasks.Commands.";

    /// <summary>What it is known by.</summary>
    public static Guid Identity { get; } = new("5e0b7a6c-6c0f-4a5b-9a63-9d2c1c1f5d57");

    /// <inheritdoc/>
    public Guid Id => Identity;

    /// <inheritdoc/>
    public string Name => "PgTasks";

    /// <inheritdoc/>
    public string Description => "Suggests the next command after an error of PgTasks.";

    /// <inheritdoc/>
    public FeedbackTrigger Trigger => FeedbackTrigger.Error;

    /// <inheritdoc/>
    public FeedbackItem? GetFeedback(FeedbackContext context, CancellationToken token)
    {
        if (context.LastError is not { } error
            || error.FullyQualifiedErrorId.Split(Cmdlets) is not [{ Length: > 0 } id, _]
            || NextCommands.Find(FindOwn(error.Exception) ?? id, new FailedCommand(error, context.CommandLineAst)) is not { } next)
        {
            return null;
        }

        return new FeedbackItem(next.Reason, [.. next.Commands], FeedbackDisplayLayout.Portrait);
    }

    // Of an argument that PgTasks refused, the engine's own id says only that.
    private static string? FindOwn(Exception? exception) => exception is null ? null
        : exception.GetType().FullName == "PgTasks.PgTaskException"
            ? new PSObject(exception).Properties["ErrorId"]?.Value as string
            : FindOwn(exception.InnerException);
}
