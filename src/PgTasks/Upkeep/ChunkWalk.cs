using System.Globalization;

namespace PgTasks;

/// <summary>A walk through the tasks, chunk by chunk, that shows how far it is and says what it did where it was cut short.</summary>
/// <param name="cmdlet">The cmdlet that walks.</param>
/// <param name="activity">What it does, in words.</param>
/// <param name="whatIsDone">What it has done so far, for a warning, where it did not come to its end.</param>
internal sealed class ChunkWalk(PgTaskCmdlet cmdlet, string activity, Func<long, FormattableString> whatIsDone)
{
    private readonly TransferProgress _progress = new() { Activity = activity };

    /// <summary>How many tasks were changed.</summary>
    public long Changed => _progress.Rows;

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed => _progress.Elapsed;

    /// <summary>Walks.</summary>
    public void Run(IAsyncEnumerable<ChunkStep> steps, object? target)
    {
        bool isWhole = false;
        try
        {
            cmdlet.ForEach(steps, Take, target);
            isWhole = true;
        }
        finally
        {
            if (!isWhole && (Changed > 0 || cmdlet.StopToken.IsCancellationRequested))
            {
                StopWarning.Write(cmdlet, whatIsDone(Changed).ToString(CultureInfo.CurrentCulture));
            }
        }

        _progress.End(cmdlet);
    }

    private void Take(ChunkStep step)
    {
        _progress.Rows += step.Changed;
        (_progress.Bytes, _progress.TotalBytes) = (step.Passed, step.InAll);
        _progress.Show(cmdlet);
    }
}
