using System.Management.Automation;

namespace PgTasks;

/// <content>What is written to the host: it may hold text of the database, and goes through TerminalText.</content>
public abstract partial class PgTaskCmdlet
{
    private static readonly string[] s_noticeTags = ["PgTasks", "Notice"];

    internal new void WriteVerbose(string text) => base.WriteVerbose(TerminalText.Lines(text));

    private void Write(StoreNotice notice)
    {
        switch (notice.Level)
        {
            case NoticeLevel.Warning:
                WriteWarning(notice.Text);
                break;
            case NoticeLevel.Information:
                WriteInformation(TerminalText.Lines(notice.Text), s_noticeTags);
                break;
            default:
                WriteVerbose(notice.Text);
                break;
        }
    }

    internal new void WriteWarning(string text) => base.WriteWarning(TerminalText.Lines(text));

    internal new void WriteProgress(ProgressRecord progress)
    {
        progress.Activity = TerminalText.Line(progress.Activity);
        progress.StatusDescription = TerminalText.Line(progress.StatusDescription);
        base.WriteProgress(progress);
    }

    internal new bool ShouldProcess(string target) => base.ShouldProcess(TerminalText.Line(target));

    /// <summary>Asks, or only says, what is about to be done, in words of its own as in `Complete task #3`.</summary>
    internal bool ShouldDo(string action)
    {
        string words = TerminalText.Line(action);
        return ShouldProcess(words, words + "?", "Confirm");
    }

    internal new bool ShouldProcess(string target, string action) =>
        base.ShouldProcess(TerminalText.Line(target), action);
}
