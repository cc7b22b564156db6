using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PgTasks;

/// <summary>
/// Completes an argument within <see cref="CompletionOperations.Patience"/>, or with nothing. What it gives is never null
/// unless it is a file's name that is wanted: only that keeps the engine from offering the names of files.
/// </summary>
internal abstract class BoundedCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        CancellationTokenSource over = new(CompletionOperations.Patience);
        try
        {
            // Sessions belong to the runspace of this thread, the search to another thread.
            Func<CancellationToken, Task<IReadOnlyList<Completion>>>? find = Prepare(
                commandName, TypedText.Read(wordToComplete), fakeBoundParameters);
            if (find is null)
            {
                return [];
            }

            Task<IReadOnlyList<Completion>> finding = Task.Run(() => find(over.Token));
            _ = finding.ContinueWith(
                ended =>
                {
                    _ = ended.Exception;
                    over.Dispose();
                },
                CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            IReadOnlyList<Completion> found = finding.Wait(CompletionOperations.Patience) ? finding.Result : [];
            return found.Count == 0 && MayBeFile ? null! : found.Select(Show).ToArray();
        }
        catch (Exception)
        {
            // The engine would swallow it and offer files: of what went wrong the command itself will tell.
            return [];
        }
    }

    /// <summary>Whether the parameter takes a path, too.</summary>
    private protected virtual bool MayBeFile => false;

    /// <summary>What to run elsewhere, or null where there is nothing to ask.</summary>
    private protected abstract Func<CancellationToken, Task<IReadOnlyList<Completion>>>? Prepare(
        string command, string begun, IDictionary bound);

    /// <summary>How a value is offered.</summary>
    private protected virtual CompletionResult Show(Completion found) => new(
        TypedText.Write(found.Text),
        TerminalText.Line(found.Text),
        CompletionResultType.ParameterValue,
        TerminalText.Line(found.Note.Length == 0 ? found.Text : found.Note));
}
