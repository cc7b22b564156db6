using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PgTasks;

/// <summary>Completes SQLSTATEs.</summary>
internal sealed class SqlStateCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        string begun = TypedText.Read(wordToComplete);
        return ConditionTable.All
            .Where(condition => condition.SqlState.StartsWith(begun, StringComparison.OrdinalIgnoreCase))
            .Select(condition => new CompletionResult(
                condition.SqlState,
                $"{condition.SqlState} {condition.Name}",
                CompletionResultType.ParameterValue,
                $"{condition.Name}: {condition.Class}"));
    }
}
