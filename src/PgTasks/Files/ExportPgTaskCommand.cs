using System.Management.Automation;
using System.Text;

namespace PgTasks.Commands;

/// <summary>Writes tasks to a file, which is there once it is whole.</summary>
[Cmdlet(VerbsData.Export, "PgTask", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportPgTaskCommand : PgTaskFilterCmdlet, IDisposable
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private TransferProgress _progress = new();
    private string _file = "";
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);
    private ReplacedFile? _output;
    private StreamWriter? _text;
    private bool _isByServer;
    private char _delimiter;
    private TaskFileWriter? _writer;

    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, HelpMessage = "The file")]
    [ValidateNotNullOrEmpty]
    [NoScriptBlock]
    public string? Path { get; set; }

    /// <summary>The file by its exact name.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, HelpMessage = "The file by its exact name")]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    [NoScriptBlock]
    public string? LiteralPath { get; set; }

    /// <summary>The tasks to write; without them, all of the store.</summary>
    [Parameter(ValueFromPipeline = true, HelpMessage = "The tasks to write; without them, all of the store")]
    [NoFileNames]
    [ValidateNotNull]
    public PgTask? InputObject { get; set; }

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

    /// <summary>Adds to a file that is there.</summary>
    [Parameter(HelpMessage = "Adds to a file that is there")]
    public SwitchParameter Append { get; set; }

    /// <summary>Replaces a file that is there.</summary>
    [Parameter(HelpMessage = "Replaces a file that is there")]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits the file.</summary>
    [Parameter(HelpMessage = "Emits the file")]
    public SwitchParameter PassThru { get; set; }

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
        else if (HasFilter)
        {
            throw Fail(TaskErrors.FilterOfInput(), target: null);
        }

        _file = GetUnresolvedProviderPathFromPSPath(LiteralPath ?? GetOnlyMatch(Path!));
        _progress = new TransferProgress { Activity = $"Export {_file}" };
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
        else if (!MyInvocation.ExpectingInput && _isByServer)
        {
            WriteByServer();
        }
        else if (!MyInvocation.ExpectingInput)
        {
            ForEach(Store.Tasks.GetAsync(Filter, Caller, StopToken), Write, _file);
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
        _progress.End(this);
        if (PassThru)
        {
            WriteObject(new FileInfo(_file));
        }
    }

    /// <summary>Has the rows written as they come from the server: no text nor task is made of them.</summary>
    private void WriteByServer()
    {
        _text!.Flush();
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(StopToken);
        Task<long> export = Task.Run(
            () => Store.Files.ExportAsync(Filter, _delimiter, _output!.Content, _progress, Caller, ended.Token), ended.Token);
        try
        {
            while (!((IAsyncResult)export).AsyncWaitHandle.WaitOne(s_pause))
            {
                _progress.Show(this);
            }
        }
        catch
        {
            // Ctrl+C comes out of the writing; what it ends must not outlive the cmdlet.
            ended.Cancel();
            ((IAsyncResult)export).AsyncWaitHandle.WaitOne();
            throw;
        }

        Try(() => OrFail(export.GetAwaiter().GetResult, _file));
    }

    private void Write(PgTask task)
    {
        Try(() => _writer!.Write(task));
        _progress.Rows++;
        _progress.Show(this);
    }

    private void Open()
    {
        FileFormat format = FileFormat.Of(_file, Format, Delimiter);
        bool exists = File.Exists(_file);
        if (exists && !Append && !Force)
        {
            throw FileErrors.FileExists(_file, canAppend: true);
        }

        ExportedFile? previous = exists && Append ? ExportedFile.Read(_file, Encoding, format.IsPacked) : null;
        if (previous?.Header is not null)
        {
            RefuseUnlessAppendable(previous, format);
        }

        Encoding encoding = previous?.Header is null ? Encoding : previous.Encoding;
        bool isBegun = previous?.Header is not null;
        _output = new ReplacedFile(_file, format.IsPacked, append: isBegun);
        _text = _output.OpenText(encoding, isBegun);
        _isByServer = format.Kind == PgTaskFileFormat.Csv && encoding is UTF8Encoding
            && (MyInvocation.ExpectingInput || InputObject is not null || Filter.HasNoValues);
        _delimiter = format.Delimiter;
        _writer = TaskFileWriter.Create(_text, format.Kind, format.Delimiter, HoldsAll(encoding));
        if (!isBegun)
        {
            _writer.Begin();
        }
        else if (!previous!.EndsLine)
        {
            _text.Write('\n');
        }
    }

    private void RefuseUnlessAppendable(ExportedFile previous, FileFormat format)
    {
        if (format.Kind == PgTaskFileFormat.Json)
        {
            throw FileErrors.AppendNotSupported(_file);
        }

        if (format.Kind == PgTaskFileFormat.Csv && previous.Header != CsvTaskWriter.GetHeader(format.Delimiter))
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
            throw Fail(FileErrors.CharacterNotEncodable(_file, exception), _file);
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or InvalidDataException or PgTaskException)
        {
            throw Fail(exception as PgTaskException ?? FileErrors.FileNotWritable(_file, exception), _file);
        }
    }
}
