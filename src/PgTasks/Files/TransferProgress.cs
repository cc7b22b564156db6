using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace PgTasks;

/// <summary>How far an import or export has come; one thread counts, the pipeline's shows it.</summary>
internal sealed class TransferProgress
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _shown;
    private long _rows;
    private long _bytes;
    private long _totalBytes;

    /// <summary>What goes on, in words.</summary>
    public string Activity { get; init; } = "";

    /// <summary>Rows done so far.</summary>
    public long Rows
    {
        get => Volatile.Read(ref _rows);
        set => Volatile.Write(ref _rows, value);
    }

    /// <summary>Bytes of the file read so far, or what else the work is measured by.</summary>
    public long Bytes
    {
        get => Volatile.Read(ref _bytes);
        set => Volatile.Write(ref _bytes, value);
    }

    /// <summary>The same in all; 0 where that is not known.</summary>
    public long TotalBytes
    {
        get => Volatile.Read(ref _totalBytes);
        set => Volatile.Write(ref _totalBytes, value);
    }

    /// <summary>Time since it began.</summary>
    public TimeSpan Elapsed => _clock.Elapsed;

    /// <summary>Shows how far it has come, unless it just did.</summary>
    public void Show(PgTaskCmdlet cmdlet)
    {
        TimeSpan elapsed = Elapsed;
        if (elapsed - _shown < s_pause)
        {
            return;
        }

        _shown = elapsed;
        double rate = Rows / Math.Max(elapsed.TotalSeconds, 0.001);
        string status = string.Create(CultureInfo.CurrentCulture, $"{Rows:N0} tasks, {rate:N0} tasks/s");
        ProgressRecord record = new(0, Activity, status);
        if (TotalBytes > 0 && Bytes > 0)
        {
            double done = Math.Min(1, (double)Bytes / TotalBytes);
            TimeSpan left = TimeSpan.FromSeconds(Math.Ceiling(elapsed.TotalSeconds * (1 - done) / done));
            record.PercentComplete = (int)(done * 100);
            record.SecondsRemaining = (int)left.TotalSeconds;
            // The usual view of progress shows neither of the two in figures.
            record.StatusDescription = string.Create(CultureInfo.CurrentCulture, $"{done:P0}, {left:g} left, {status}");
        }

        cmdlet.WriteProgress(record);
    }

    /// <summary>Takes it away.</summary>
    public void End(PgTaskCmdlet cmdlet) =>
        cmdlet.WriteProgress(new ProgressRecord(0, Activity, " ") { RecordType = ProgressRecordType.Completed });
}
