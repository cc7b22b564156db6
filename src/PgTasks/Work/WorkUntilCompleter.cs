using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PgTasks;

/// <summary>Offers the words that say when a worker ends.</summary>
internal sealed class WorkUntilCompleter : IArgumentCompleter
{
    private static readonly (string Word, string Meaning)[] s_words = [
        (nameof(WorkUntil.Empty), "when nothing is ready any more"), (nameof(WorkUntil.Forever), "never"),
        ("18:00", "at that time"), ("2h", "after two hours")];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        s_words.Where(word => word.Word.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
            .Select(word => new CompletionResult(word.Word, word.Word, CompletionResultType.ParameterValue, word.Meaning));
}
