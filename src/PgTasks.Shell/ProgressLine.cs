using System.Diagnostics;
using System.Management.Automation;

namespace PgTasks.Shell;

/// <summary>Progress on one line of the terminal's standard error, gone when other output comes.</summary>
internal sealed class ProgressLine(TerminalOutput error, Func<int> width)
{
    private readonly Stopwatch _sinceShown = Stopwatch.StartNew();
    private bool _shown;

    /// <summary>Shows the record, at most ten times a second.</summary>
    public void Show(ProgressRecord record)
    {
        if (!error.IsTerminal)
        {
            return;
        }

        if (record.RecordType == ProgressRecordType.Completed)
        {
            Clear();
        }
        else if (!_shown || _sinceShown.ElapsedMilliseconds >= 100)
        {
            string percent = record.PercentComplete >= 0 ? $" {record.PercentComplete}%" : "";
            string text = $"{record.Activity}: {record.StatusDescription}{percent}".ReplaceLineEndings(" ");
            int limit = width() - 1;
            error.Write("\r" + (text.Length > limit ? text[..limit] : text) + "\e[K");
            _shown = true;
            _sinceShown.Restart();
        }
    }

    /// <summary>Takes the line away, if there is one.</summary>
    public void Clear()
    {
        if (_shown)
        {
            error.Write("\r\e[K");
            _shown = false;
        }
    }
}
