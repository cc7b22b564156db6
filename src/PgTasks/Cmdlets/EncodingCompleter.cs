using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PgTasks;

/// <summary>Completes the names of encodings.</summary>
internal sealed class EncodingCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters) =>
        EncodingTransformationAttribute.Names
            .Where(name => name.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
            .Select(name => new CompletionResult(name));
}
