using System.Collections;
using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Loads objects into a table, all or none, and emits how many rows they were.</summary>
[Cmdlet(VerbsCommon.Copy, "PgTaskTable", SupportsShouldProcess = true)]
[OutputType(typeof(long))]
public sealed class CopyPgTaskTableCommand : PgTaskStoreCmdlet, IDisposable
{
    private TableCopy? _copy;
    private string[] _names = [];
    private bool? _confirmed;
    private long _row;

    /// <summary>The table, with its schema or without, quoted as in SQL where it must be.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Table { get; set; } = "";

    /// <summary>The columns, and the properties they take; without it, those of the first object.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string[]? Column { get; set; }

    /// <summary>An object with such properties, a dictionary, or a list of the values in the columns' order.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = null!;

    /// <summary>Drops the rows where the cmdlet did not come to its end.</summary>
    public void Dispose() => _copy?.DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _confirmed ??= ShouldProcess(Table);
        if (_confirmed == false)
        {
            return;
        }

        if (_copy is null)
        {
            _names = Column ?? GetNames();
            _copy = Wait(Store.Sql.BeginCopyAsync(Table, _names, Caller, StopToken), Table);
        }

        _row++;
        object?[] values;
        try
        {
            values = GetValues(_copy.Columns);
        }
        catch (PgTaskException exception)
        {
            throw Fail(exception, InputObject);
        }

        Task written = _copy.WriteAsync(values, StopToken);
        if (!written.IsCompletedSuccessfully)
        {
            Wait(written, InputObject);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_confirmed != false)
        {
            WriteObject(_copy is null ? 0L : Wait(_copy.CompleteAsync(StopToken), Table));
        }
    }

    private string[] GetNames() => InputObject.BaseObject is IDictionary dictionary
        ? [.. dictionary.Keys.Cast<object>().Select(key => key.ToString()!)]
        : [.. InputObject.Properties.Where(property => property.IsGettable).Select(property => property.Name)];

    private object?[] GetValues(IReadOnlyList<TableColumn> columns)
    {
        object?[] values = new object?[columns.Count];
        for (int i = 0; i < values.Length; i++)
        {
            object? value = GetValue(i, _names[i]);
            try
            {
                values[i] = ColumnValue.Convert(value, columns[i].ValueType);
            }
            catch (Exception exception) when (exception is PSInvalidCastException or PgTaskException)
            {
                throw SqlErrors.ValueNotConvertible(_row, columns[i], value, exception);
            }
        }

        return values;
    }

    private object? GetValue(int index, string name)
    {
        if (InputObject.BaseObject is IList list)
        {
            return index < list.Count ? list[index] : throw SqlErrors.PropertyMissing(_row, name);
        }

        // A class has CreatedAt for the column created_at.
        return SqlArguments.TryFind(InputObject, name, out object? value)
            || SqlArguments.TryFind(InputObject, name.Replace("_", "", StringComparison.Ordinal), out value)
            ? value
            : throw SqlErrors.PropertyMissing(_row, name);
    }
}
