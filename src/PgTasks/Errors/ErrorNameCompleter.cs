using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PgTasks;

/// <summary>Completes the names of errors, PgTasks' own and PostgreSQL's.</summary>
internal sealed class ErrorNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        string begun = TypedText.Read(wordToComplete);
        return OwnErrors.All.Select(error => (Name: error.Id, ToolTip: error.When))
            .Concat(ConditionTable.All.Select(
                condition => (condition.Name, ToolTip: $"{condition.SqlState} {condition.Class}")))
            .Where(error => error.Name.StartsWith(begun, StringComparison.OrdinalIgnoreCase))
            .DistinctBy(error => error.Name)
            .Select(error => new CompletionResult(
                error.Name, error.Name, CompletionResultType.ParameterValue, error.ToolTip));
    }
}
