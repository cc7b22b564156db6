using System.Collections.Concurrent;
using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace PgTasks.Commands;

/// <summary>Stores the tasks of files, or of lines from the pipeline: of each all, or none.</summary>
[Cmdlet(VerbsData.Import, "PgTask", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(PgTaskImportResult))]
public sealed class ImportPgTaskCommand : PgTaskStoreCmdlet, IDisposable
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string InputSet = "InputObject";
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);
    private readonly ConcurrentQueue<PgTaskException> _invalid = new();
    private LineSpool? _lines;

    /// <summary>The files; wildcards are taken.</summary>
    [Parameter(
        Mandatory = true, Position = 0, ParameterSetName = PathSet,
        HelpMessage = "The files; wildcards are taken")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [NoScriptBlock]
    public string[]? Path { get; set; }

    /// <summary>The files by their exact names.</summary>
    [Parameter(
        Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true,
        HelpMessage = "The files by their exact names")]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralPath { get; set; }

    /// <summary>Lines of text, as of Get-Content; they need a Format.</summary>
    [Parameter(
        Mandatory = true, ParameterSetName = InputSet, ValueFromPipeline = true,
        HelpMessage = "Lines of text, as of Get-Content; they need a Format")]
    [NoFileNames]
    [AllowEmptyString]
    public string? InputObject { get; set; }

    /// <summary>How the tasks are written in the file; by default what its extension says.</summary>
    [Parameter(HelpMessage = "How the tasks are written in the file; by default what its extension says")]
    public PgTaskFileFormat? Format { get; set; }

    /// <summary>What stands between the values of CSV; by default a comma, in .tsv files a tab.</summary>
    [Parameter(HelpMessage = "What stands between the values of CSV; by default a comma, in .tsv files a tab")]
    [NoFileNames]
    public char? Delimiter { get; set; }

    /// <summary>How the file's text is encoded; by default UTF-8.</summary>
    [Parameter(HelpMessage = "How the file's text is encoded; by default UTF-8")]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    [ValidateNotNull]
    public Encoding Encoding { get; set; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Reports each invalid row as an error of its own, and stores the others.</summary>
    [Parameter(HelpMessage = "Reports each invalid row as an error of its own, and stores the others")]
    public SwitchParameter SkipInvalid { get; set; }

    /// <summary>Leaves out columns that tasks do not have.</summary>
    [Parameter(HelpMessage = "Leaves out columns that tasks do not have")]
    public SwitchParameter IgnoreUnknown { get; set; }

    /// <summary>Removes what was kept of the pipeline's lines.</summary>
    public void Dispose() => _lines?.Dispose();

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        switch (ParameterSetName)
        {
            case PathSet:
                foreach (string path in Path!)
                {
                    ImportFiles(() => GetResolvedProviderPathFromPSPath(path, out _));
                }

                break;
            case LiteralPathSet:
                foreach (string path in LiteralPath!)
                {
                    ImportFiles(() => [GetUnresolvedProviderPathFromPSPath(path)]);
                }

                break;
            default:
                // They are kept until the last has come: what sends them may use the same transaction meanwhile.
                _lines ??= StartLines();
                OrFail(() => _lines.Write(InputObject!), InputObject);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_lines is not null)
        {
            Import(null, format => new ImportRequest
            {
                File = _lines.Complete(),
                Format = format.Kind,
                Delimiter = format.Delimiter,
            });
        }
    }

    private LineSpool StartLines()
    {
        _ = OrFail(() => FileFormat.Of(path: null, Format, Delimiter), InputObject);
        return new LineSpool();
    }

    private void ImportFiles(Func<IEnumerable<string>> resolve)
    {
        IEnumerable<string> files;
        try
        {
            files = resolve();
        }
        catch (Exception exception) when (exception is SessionStateException)
        {
            WriteError(new ErrorRecord(((IContainsErrorRecord)exception).ErrorRecord, exception));
            return;
        }

        foreach (string file in files)
        {
            Import(file, format => new ImportRequest
            {
                File = file,
                Path = file,
                Format = format.Kind,
                Delimiter = format.Delimiter,
                Encoding = Encoding,
            });
        }
    }

    private void Import(string? path, Func<FileFormat, ImportRequest> request)
    {
        if (!ShouldProcess(path ?? "the lines of the pipeline", "Import tasks"))
        {
            return;
        }

        try
        {
            Import(request(FileFormat.Of(path, Format, Delimiter)) with
            {
                IgnoreUnknown = IgnoreUnknown,
                OnInvalid = SkipInvalid ? _invalid.Enqueue : null,
                Progress = new TransferProgress { Activity = path is null ? "Import tasks" : $"Import {path}" },
            });
        }
        catch (PgTaskException exception) when (exception.Target is not null)
        {
            WriteError(ErrorRecords.Create(exception, path));
        }
        catch (Exception exception) when (IsStop(exception) || ErrorRecords.IsExpected(exception))
        {
            throw Fail(exception, path);
        }
    }

    private void Import(ImportRequest request)
    {
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(StopToken);
        Task<ImportCount> import = Task.Run(() => Store.Files.ImportAsync(request, Caller, ended.Token), ended.Token);
        try
        {
            while (!((IAsyncResult)import).AsyncWaitHandle.WaitOne(s_pause))
            {
                WriteInvalid();
                request.Progress.Show(this);
            }
        }
        catch
        {
            // Ctrl+C and -ErrorAction Stop come out of the writing; what they end must not outlive the cmdlet.
            ended.Cancel();
            ((IAsyncResult)import).AsyncWaitHandle.WaitOne();
            throw;
        }

        finally
        {
            WriteStopped(import, request);
        }

        WriteNotices();
        WriteInvalid();
        request.Progress.End(this);
        ImportCount count = import.GetAwaiter().GetResult();
        WriteObject(new PgTaskImportResult
        {
            Path = request.Path,
            Imported = count.Imported,
            Skipped = count.Skipped,
            Elapsed = request.Progress.Elapsed,
        });
    }

    /// <summary>Says what a stop leaves behind: of a file all, or nothing.</summary>
    private void WriteStopped(Task<ImportCount> import, ImportRequest request)
    {
        if ((Stopping || StopToken.IsCancellationRequested) && !import.IsFaulted)
        {
            string name = request.Path ?? "the lines of the pipeline";
            string where = Caller.Transaction is null ? "" : ", in the transaction, which is still open";
            StopWarning.Write(this, import.IsCompletedSuccessfully
                ? string.Create(
                    CultureInfo.CurrentCulture,
                    $"Import-PgTask was stopped: the {import.Result.Imported:N0} tasks of {name} were stored{where}.")
                : $"Import-PgTask was stopped: nothing of {name} was stored.");
        }
    }

    private void WriteInvalid()
    {
        while (_invalid.TryDequeue(out PgTaskException? exception))
        {
            WriteError(ErrorRecords.Create(exception, target: null));
        }
    }
}
