using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace PgTasks;

/// <summary>A cmdlet that reads tasks from files or writes them to one.</summary>
public abstract class PgTaskFileCmdlet : PgTaskStoreCmdlet
{
    private static readonly TimeSpan s_progressPause = TimeSpan.FromMilliseconds(250);
    private readonly Stopwatch _sinceProgress = Stopwatch.StartNew();

    private protected PgTaskFileCmdlet()
    {
    }

    /// <summary>How the tasks are written in the file; by default what its extension says.</summary>
    [Parameter]
    public PgTaskFileFormat? Format { get; set; }

    /// <summary>What stands between the values of CSV; by default a comma, in .tsv files a tab.</summary>
    [Parameter]
    public char? Delimiter { get; set; }

    /// <summary>How the file's text is encoded; by default UTF-8.</summary>
    [Parameter]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    [ValidateNotNull]
    public Encoding Encoding { get; set; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    private protected static bool IsPacked(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="PgTaskException">UnknownFormat.</exception>
    private protected PgTaskFileFormat GetFormat(string path) => Format ?? GetExtension(path) switch
    {
        ".csv" or ".tsv" => PgTaskFileFormat.Csv,
        ".json" => PgTaskFileFormat.Json,
        ".jsonl" or ".ndjson" => PgTaskFileFormat.JsonLines,
        _ => throw FileErrors.UnknownFormat(path),
    };

    private protected char GetDelimiter(string? path) =>
        Delimiter ?? (path is not null && GetExtension(path) == ".tsv" ? '\t' : ',');

    /// <summary>Shows how far it has come, unless it just did.</summary>
    private protected void WriteProgress(string activity, TransferProgress progress, TimeSpan elapsed)
    {
        if (_sinceProgress.Elapsed < s_progressPause)
        {
            return;
        }

        _sinceProgress.Restart();
        double rate = progress.Rows / Math.Max(elapsed.TotalSeconds, 0.001);
        ProgressRecord record = new(
            0, activity, string.Create(CultureInfo.CurrentCulture, $"{progress.Rows:N0} tasks, {rate:N0} tasks/s"));
        if (progress.TotalBytes > 0 && progress.Bytes > 0)
        {
            double done = Math.Min(1, (double)progress.Bytes / progress.TotalBytes);
            record.PercentComplete = (int)(done * 100);
            record.SecondsRemaining = (int)Math.Ceiling(elapsed.TotalSeconds * (1 - done) / done);
        }

        WriteProgress(record);
    }

    /// <summary>Takes the progress away.</summary>
    private protected void EndProgress(string activity) =>
        WriteProgress(new ProgressRecord(0, activity, " ") { RecordType = ProgressRecordType.Completed });

    private static string GetExtension(string path) =>
        Path.GetExtension(IsPacked(path) ? path[..^3] : path).ToLowerInvariant();
}
