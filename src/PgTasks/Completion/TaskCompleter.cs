using System.Management.Automation;

namespace PgTasks;

/// <summary>Completes numbers of tasks, also from a part of the title.</summary>
internal sealed class TaskCompleter() : StoreCompleter(CompletionKind.OpenTask)
{
    private const int Width = 60;

    private protected override CompletionKind GetKind(string command) => command.ToLowerInvariant() switch
    {
        "restart-pgtask" => CompletionKind.EndedTask,
        "suspend-pgtask" => CompletionKind.RunningTask,
        _ => CompletionKind.OpenTask,
    };

    private protected override CompletionResult Show(Completion found)
    {
        string title = TerminalText.Line(found.Note);
        string shown = title.Length > Width ? title[..(Width - 1)] + '…' : title;
        return new CompletionResult(found.Text, $"{found.Text} {shown}", CompletionResultType.ParameterValue, title);
    }
}
