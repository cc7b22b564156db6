using System.Data.Common;
using System.Globalization;
using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Loads objects into a table, all or none, and emits how many rows they were.</summary>
[Cmdlet(VerbsCommon.Copy, "PgTaskTable", SupportsShouldProcess = true)]
[OutputType(typeof(long))]
public sealed class CopyPgTaskTableCommand : PgTaskStoreCmdlet, IDisposable
{
    private TableCopy? _copy;
    private CopiedProperties _properties = null!;
    private bool? _confirmed;
    private long _row;

    /// <summary>The table, with its schema or without, quoted as in SQL where it must be.</summary>
    [Parameter(
        Mandatory = true, Position = 0,
        HelpMessage = "The table, with its schema or without, quoted as in SQL where it must be")]
    [ArgumentCompleter(typeof(FilledTableCompleter))]
    [ValidateNotNullOrEmpty]
    [NoScriptBlock]
    public string Table { get; set; } = "";

    /// <summary>The columns, and the properties they take; without it, those of the first object.</summary>
    [Parameter(
        Position = 1,
        HelpMessage = "The columns, and the properties they take; without it, those of the first object")]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    [ValidateNotNullOrEmpty]
    [NoScriptBlock]
    public string[]? Column { get; set; }

    /// <summary>An object with such properties, a dictionary, or a list of the values in the columns' order.</summary>
    [Parameter(
        Mandatory = true, ValueFromPipeline = true,
        HelpMessage = "An object with such properties, a dictionary, or a list of the values in the columns' order")]
    [NoFileNames]
    public PSObject InputObject { get; set; } = null!;

    /// <summary>Stores NULL where an object lacks a column's property.</summary>
    [Parameter(HelpMessage = "Stores NULL where an object lacks a column's property")]
    public SwitchParameter AllowMissing { get; set; }

    /// <summary>Leaves out properties that are no column of the table.</summary>
    [Parameter(HelpMessage = "Leaves out properties that are no column of the table")]
    public SwitchParameter IgnoreUnknown { get; set; }

    /// <summary>Takes an empty string as NULL in columns of text, too.</summary>
    [Parameter(HelpMessage = "Takes an empty string as NULL in columns of text, too")]
    public SwitchParameter EmptyAsNull { get; set; }

    /// <summary>Empties the table first, in the transaction of the load.</summary>
    [Parameter(HelpMessage = "Empties the table first, in the transaction of the load")]
    public SwitchParameter Truncate { get; set; }

    /// <summary>Drops the rows where the cmdlet did not come to its end.</summary>
    public void Dispose() => _copy?.DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!Confirm())
        {
            return;
        }

        if (_copy is null)
        {
            _properties = new CopiedProperties(InputObject, Column)
            {
                AllowsMissing = AllowMissing,
                IgnoresUnknown = IgnoreUnknown,
            };
            _copy = Begin(_properties.Names);
        }

        _row++;
        WaitForRows(_copy.WriteAsync(GetValues(_copy), InputObject, StopToken));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (!Confirm())
        {
            return;
        }

        if (Truncate)
        {
            _copy ??= Begin([]);
        }

        Task<long> stored = _copy?.CompleteAsync(StopToken) ?? Task.FromResult(0L);
        try
        {
            WaitForRows(stored);
        }
        finally
        {
            WriteStopped(stored);
        }

        WriteObject(stored.Result);
    }

    /// <summary>Says what a stop in the last step leaves behind: all rows, none, or nobody knows.</summary>
    private void WriteStopped(Task<long> stored)
    {
        if (StopToken.IsCancellationRequested)
        {
            string where = Caller.Transaction is null ? "" : ", in the transaction, which is still open";
            StopWarning.Write(this, stored.IsCompletedSuccessfully
                ? string.Create(
                    CultureInfo.CurrentCulture, $"Copy-PgTaskTable was stopped: the {stored.Result:N0} rows were stored{where}.")
                : StoreErrors.IsOutcomeUnknown(stored.Exception?.InnerException)
                    ? $"Copy-PgTaskTable was stopped: whether the rows were stored in {Table} nobody knows."
                    : "Copy-PgTaskTable was stopped: nothing was stored.");
        }
    }

    private bool Confirm() => _confirmed ??= Truncate
        ? ShouldProcess($"Emptying the table {Table} and loading it.", Table, "Truncate and load")
        : ShouldProcess(Table);

    private TableCopy Begin(IReadOnlyList<string> names) => Wait(
        Store.Sql.BeginCopyAsync(new CopyRequest(Table, names, IgnoreUnknown, Truncate), Caller, StopToken), Table);

    /// <summary>Waits; the error record of a row that was refused is about its object.</summary>
    private void WaitForRows(Task work)
    {
        if (work.IsCompletedSuccessfully)
        {
            return;
        }

        try
        {
            work.GetAwaiter().GetResult();
        }
        catch (DbException exception) when (_copy?.Refused is { } row)
        {
            WriteNotices();
            ThrowTerminatingError(ErrorRecords.CreateOfRow(exception, row));
        }
        catch (Exception exception) when (IsStop(exception) || ErrorRecords.IsExpected(exception))
        {
            throw Fail(exception, exception is DbException ? Table : InputObject);
        }

        WriteNotices();
    }

    private object?[] GetValues(TableCopy copy)
    {
        try
        {
            object?[] values = _properties.Read(InputObject, _row, copy);
            int count = 0;
            for (int i = 0; i < values.Length; i++)
            {
                if (copy.Columns[i] is { } column)
                {
                    values[count++] = Convert(values[i], column);
                }
            }

            return values;
        }
        catch (PgTaskException exception)
        {
            throw Fail(exception, InputObject);
        }
    }

    private object? Convert(object? value, TableColumn column)
    {
        try
        {
            return ColumnValue.Find(value, column, EmptyAsNull);
        }
        catch (PgTaskException exception)
        {
            throw SqlErrors.ValueNotConvertible(_row, column, exception);
        }
    }
}
