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
        string begun = wordToComplete.Trim('\'', '"').Replace("''", "'", StringComparison.Ordinal);
        return RunspaceSessions.Here.Open
            .Where(session => session.Name.StartsWith(begun, StringComparison.OrdinalIgnoreCase))
            .Select(session => new CompletionResult(
                Quote(session.Name),
                TerminalText.Line(session.Name),
                CompletionResultType.ParameterValue,
                TerminalText.Line($"{session.Database} on {session.HostName}")));
    }

    private static string Quote(string name) =>
        name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '-') && name[0] != '-'
            ? name
            : $"'{CodeGeneration.EscapeSingleQuotedStringContent(name)}'";
}
