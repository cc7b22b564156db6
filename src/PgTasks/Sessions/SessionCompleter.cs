using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PgTasks;

/// <summary>Completes -Session with the names of the open sessions.</summary>
internal sealed class SessionCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        WildcardPattern pattern = new(wordToComplete.Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
        return RunspaceSessions.Here.Open
            .Where(session => pattern.IsMatch(session.Name))
            .Select(session => new CompletionResult(
                session.Name.Contains(' ', StringComparison.Ordinal) ? $"'{session.Name}'" : session.Name,
                session.Name,
                CompletionResultType.ParameterValue,
                $"{session.Database} on {session.HostName}"));
    }
}
