using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Waits until tasks are completed, failed or cancelled, and emits each as it ends.</summary>
[Cmdlet(VerbsLifecycle.Wait, "PgTask")]
[OutputType(typeof(PgTask))]
public sealed class WaitPgTaskCommand : PgTaskStoreCmdlet
{
    private static readonly TimeSpan s_untilShown = TimeSpan.FromSeconds(1);
    private readonly HashSet<long> _left = [];
    private readonly Stopwatch _clock = new();
    private int _count;
    private bool _hasLooked;
    private bool _isDone;

    /// <summary>The tasks' numbers.</summary>
    [Parameter(
        Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        ValueFromRemainingArguments = true, HelpMessage = "The tasks' numbers")]
    [FlatList]
    [ArgumentCompleter(typeof(TaskCompleter))]
    public long[] Id { get; set; } = [];

    /// <summary>Ends with the first that ends.</summary>
    [Parameter(HelpMessage = "Ends with the first that ends")]
    public SwitchParameter Any { get; set; }

    /// <summary>Waits no longer than this: seconds, 5m, or a TimeSpan.</summary>
    [Parameter(HelpMessage = "Waits no longer than this: seconds, 5m, or a TimeSpan")]
    [DurationTransformation(AllowsZero = true)]
    [NoFileNames]
    public TimeSpan? Timeout { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (Transaction is not null)
        {
            throw Fail(NotificationErrors.WaitInTransaction(), Transaction);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _left.UnionWith(Id);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_left.Count == 0)
        {
            return;
        }

        _count = _left.Count;
        _clock.Start();
        ForEach(Store.Changes.WaitAsync([.. _left], Any, Timeout, Caller, StopToken), Take);
        if (_clock.Elapsed > s_untilShown)
        {
            WriteProgress(new ProgressRecord(0, "Wait", " ") { RecordType = ProgressRecordType.Completed });
        }

        if (!_isDone && _left.Count > 0)
        {
            long[] left = [.. _left.Order()];
            WriteError(ErrorRecords.Create(NotificationErrors.WaitTimedOut(left), left));
        }
    }

    private void Take(EndedTasks news)
    {
        foreach (long id in news.Missing)
        {
            _left.Remove(id);
            WriteError(ErrorRecords.Create(TaskErrors.TaskNotFound(id), id));
        }

        foreach (PgTask task in Any ? news.Ended.Take(1) : news.Ended)
        {
            _left.Remove(task.Id);
            _isDone = Any;
            WriteObject(task);
        }

        if (!_hasLooked && !_isDone && _left.Count > 0)
        {
            WriteVerbose($"Waiting for {_left.Count} tasks.");
        }

        _hasLooked = true;
        if (_clock.Elapsed > s_untilShown && _left.Count > 0)
        {
            int ended = _count - _left.Count;
            WriteProgress(new ProgressRecord(
                0, "Wait", string.Create(CultureInfo.CurrentCulture, $"{ended:N0} of {_count:N0} tasks have ended"))
            {
                PercentComplete = (int)(100L * ended / _count),
            });
        }
    }
}
