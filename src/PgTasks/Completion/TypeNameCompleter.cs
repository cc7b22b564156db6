using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PgTasks;

/// <summary>Completes the names of types; of none that was begun, the usual ones.</summary>
internal sealed class TypeNameCompleter : IArgumentCompleter
{
    private static readonly string[] s_usual = [
        "int", "long", "decimal", "double", "string", "bool", "datetime", "timespan", "guid", "PgTasks.PgTask"];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        string begun = TypedText.Read(wordToComplete);
        return begun.Length == 0
            ? s_usual.Select(name => new CompletionResult(name))
            : CompletionCompleters.CompleteType(begun).ToArray();
    }
}
