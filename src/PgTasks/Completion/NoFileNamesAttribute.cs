using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PgTasks;

/// <summary>For a parameter whose values nobody can guess: the engine offers the names of files where nothing completes it.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NoFileNamesAttribute() : ArgumentCompleterAttribute(typeof(NothingCompleter))
{
    private sealed class NothingCompleter : IArgumentCompleter
    {
        public IEnumerable<CompletionResult> CompleteArgument(
            string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
            IDictionary fakeBoundParameters) => [];
    }
}
