using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PgTasks;

/// <summary>Completes the names of PostgreSQL's error conditions.</summary>
public sealed class ErrorNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        WildcardPattern pattern = new(wordToComplete.Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
        return DatabaseConditions.All
            .Where(condition => pattern.IsMatch(condition.Name))
            .DistinctBy(condition => condition.Name)
            .Select(condition => new CompletionResult(
                condition.Name,
                condition.Name,
                CompletionResultType.ParameterValue,
                $"{condition.SqlState} {condition.Class}"));
    }
}
