using System.Diagnostics;
using System.Management.Automation;
using System.Text;

namespace PgTasks.Commands;

/// <summary>Writes tasks to a file, which is there once it is whole.</summary>
[Cmdlet(VerbsData.Export, "PgTask", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportPgTaskCommand : PgTaskFileCmdlet, IDisposable
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private readonly TransferProgress _progress = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private string _file = "";
    private ReplacedFile? _output;
    private TaskFileWriter? _writer;

    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The file by its exact name.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string? LiteralPath { get; set; }

    /// <summary>Only tasks that stand at one of these.</summary>
    [Parameter]
    public PgTaskStatus[]? Status { get; set; }

    /// <summary>The tasks to write; without them, all of the store.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PgTask? InputObject { get; set; }

    /// <summary>Adds to a file that is there.</summary>
    [Parameter]
    public SwitchParameter Append { get; set; }

    /// <summary>Replaces a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private string Activity => $"Export {_file}";

    /// <summary>Removes a file that did not become whole.</summary>
    public void Dispose() => _output?.Dispose();

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        // Tasks that are piped in, or given, need no session.
        if (!MyInvocation.ExpectingInput && InputObject is null)
        {
            base.BeginProcessing();
        }

        _file = GetUnresolvedProviderPathFromPSPath(LiteralPath ?? GetOnlyMatch(Path!));
        if (ShouldProcess(_file, "Export tasks"))
        {
            Try(Open);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_writer is null)
        {
            return;
        }

        if (InputObject is not null)
        {
            Write(InputObject);
        }
        else if (!MyInvocation.ExpectingInput)
        {
            ForEach(Store.Tasks.GetAsync(new TaskFilter { Status = Status }, Caller, StopToken), Write, _file);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_writer is null)
        {
            return;
        }

        Try(() =>
        {
            _writer.End();
            _output!.Commit(overwrite: Force || Append);
        });
        EndProgress(Activity);
        if (PassThru)
        {
            WriteObject(new FileInfo(_file));
        }
    }

    private void Write(PgTask task)
    {
        if (Status is not null && !Status.Contains(task.Status))
        {
            return;
        }

        Try(() => _writer!.Write(task));
        _progress.Rows++;
        WriteProgress(Activity, _progress, _clock.Elapsed);
    }

    private void Open()
    {
        PgTaskFileFormat format = GetFormat(_file);
        char delimiter = GetDelimiter(_file);
        bool exists = File.Exists(_file);
        if (exists && !Append && !Force)
        {
            throw FileErrors.FileExists(_file, canAppend: true);
        }

        ExportedFile? previous = exists && Append ? ExportedFile.Read(_file, Encoding, IsPacked(_file)) : null;
        if (previous?.Header is not null)
        {
            RefuseUnlessAppendable(previous, format, delimiter);
        }

        Encoding encoding = previous?.Header is null ? Encoding : previous.Encoding;
        bool isBegun = previous?.Header is not null;
        _output = new ReplacedFile(_file, IsPacked(_file), append: isBegun);
        StreamWriter text = _output.OpenText(encoding, isBegun);
        _writer = TaskFileWriter.Create(text, format, delimiter, HoldsAll(encoding));
        if (!isBegun)
        {
            _writer.Begin();
        }
        else if (!previous!.EndsLine)
        {
            text.Write('\n');
        }
    }

    private void RefuseUnlessAppendable(ExportedFile previous, PgTaskFileFormat format, char delimiter)
    {
        if (format == PgTaskFileFormat.Json)
        {
            throw FileErrors.AppendNotSupported(_file);
        }

        if (format == PgTaskFileFormat.Csv && previous.Header != CsvTaskWriter.GetHeader(delimiter))
        {
            throw FileErrors.HeaderMismatch(_file, previous.Header);
        }
    }

    private static bool HoldsAll(Encoding encoding) => encoding is UTF8Encoding or UnicodeEncoding or UTF32Encoding;

    /// <summary>A name with wildcards stands for the one file that it matches, or else for itself.</summary>
    private string GetOnlyMatch(string path)
    {
        if (WildcardPattern.ContainsWildcardCharacters(path))
        {
            try
            {
                return GetResolvedProviderPathFromPSPath(path, out _) is [string only] ? only : path;
            }
            catch (SessionStateException)
            {
                // Nothing has such a name yet.
            }
        }

        return path;
    }

    private void Try(Action work)
    {
        try
        {
            work();
        }
        catch (EncoderFallbackException exception)
        {
            Fail(FileErrors.CharacterNotEncodable(_file, exception), _file);
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or InvalidDataException or PgTaskException)
        {
            Fail(exception as PgTaskException ?? FileErrors.FileNotWritable(_file, exception), _file);
        }
    }
}
