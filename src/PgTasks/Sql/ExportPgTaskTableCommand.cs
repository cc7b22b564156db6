using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Writes a table, or the rows of a query, to a CSV file.</summary>
[Cmdlet(VerbsData.Export, "PgTaskTable", DefaultParameterSetName = TablePathSet, SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportPgTaskTableCommand : PgTaskStoreCmdlet
{
    private const string TablePathSet = "TablePath";
    private const string TableLiteralPathSet = "TableLiteralPath";
    private const string QueryPathSet = "QueryPath";
    private const string QueryLiteralPathSet = "QueryLiteralPath";

    /// <summary>The table or view, with its schema or without, quoted as in SQL where it must be.</summary>
    [Parameter(
        Mandatory = true, Position = 0, ParameterSetName = TablePathSet,
        HelpMessage = "The table or view, with its schema or without, quoted as in SQL where it must be")]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = TableLiteralPathSet)]
    [ArgumentCompleter(typeof(ReadTableCompleter))]
    [ValidateNotNullOrEmpty]
    [NoScriptBlock]
    public string? Table { get; set; }

    /// <summary>A query, or a statement with RETURNING; COPY takes no parameters.</summary>
    [Parameter(
        Mandatory = true, ParameterSetName = QueryPathSet,
        HelpMessage = "A query, or a statement with RETURNING; COPY takes no parameters")]
    [Parameter(Mandatory = true, ParameterSetName = QueryLiteralPathSet)]
    [NoFileNames]
    [Alias("Sql")]
    [ValidateNotNullOrEmpty]
    [NoScriptBlock]
    public string? Query { get; set; }

    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = TablePathSet, HelpMessage = "The file")]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = QueryPathSet)]
    [ValidateNotNullOrEmpty]
    [NoScriptBlock]
    public string? Path { get; set; }

    /// <summary>The file; no character is special.</summary>
    [Parameter(
        Mandatory = true, ParameterSetName = TableLiteralPathSet,
        HelpMessage = "The file; no character is special")]
    [Parameter(Mandatory = true, ParameterSetName = QueryLiteralPathSet)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    [NoScriptBlock]
    public string? LiteralPath { get; set; }

    /// <summary>What stands between the values.</summary>
    [Parameter(HelpMessage = "What stands between the values")]
    [NoFileNames]
    public char Delimiter { get; set; } = ',';

    /// <summary>Leaves out the line that names the columns.</summary>
    [Parameter(HelpMessage = "Leaves out the line that names the columns")]
    public SwitchParameter NoHeader { get; set; }

    /// <summary>Replaces a file that exists.</summary>
    [Parameter(HelpMessage = "Replaces a file that exists")]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits the file.</summary>
    [Parameter(HelpMessage = "Emits the file")]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        string path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(
            LiteralPath is null ? Path : WildcardPattern.Escape(LiteralPath));
        path = LiteralPath is null ? path : WildcardPattern.Unescape(path);
        if (!ShouldProcess(path))
        {
            return;
        }

        CsvExport export = new(Table, Query is null ? null : Store.Sql.Parse(Query, Caller), Delimiter, !NoHeader);
        Wait(WriteAsync(export, path), Table ?? Query);
        if (PassThru)
        {
            WriteObject(InvokeProvider.Item.Get([path], force: true, literalPath: true), enumerateCollection: true);
        }
    }

    private async Task WriteAsync(CsvExport export, string path)
    {
        if (!Force && File.Exists(path))
        {
            throw FileErrors.FileExists(path);
        }

        try
        {
            using ReplacedFile file = new(path);
            await Store.Sql.ExportAsync(export, file.Content, Caller, StopToken);
            file.Commit(overwrite: Force);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileErrors.FileNotWritable(path, exception);
        }
    }
}
