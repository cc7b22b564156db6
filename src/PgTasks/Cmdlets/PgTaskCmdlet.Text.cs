using System.Management.Automation;

namespace PgTasks;

/// <content>What is written to the host: it may hold text of the database, and goes through TerminalText.</content>
public abstract partial class PgTaskCmdlet
{
    internal new void WriteVerbose(string text) => base.WriteVerbose(TerminalText.Lines(text));

    internal new void WriteWarning(string text) => base.WriteWarning(TerminalText.Lines(text));

    internal new void WriteProgress(ProgressRecord progress)
    {
        progress.Activity = TerminalText.Line(progress.Activity);
        progress.StatusDescription = TerminalText.Line(progress.StatusDescription);
        base.WriteProgress(progress);
    }

    internal new bool ShouldProcess(string target) => base.ShouldProcess(TerminalText.Line(target));

    internal new bool ShouldProcess(string target, string action) =>
        base.ShouldProcess(TerminalText.Line(target), action);
}
