using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Runs SQL and emits the rows of its results.</summary>
[Cmdlet(
    VerbsLifecycle.Invoke, "PgTaskQuery", DefaultParameterSetName = ParameterSet, SupportsShouldProcess = true)]
[OutputType(typeof(PSObject), typeof(IDictionary), typeof(long))]
public sealed class InvokePgTaskQueryCommand : PgTaskStoreCmdlet, IDisposable
{
    private const string ParameterSet = "Parameter";
    private const string ArgumentSet = "ArgumentList";
    private const string InputSet = "InputObject";
    private RecordBatches<(PSObject? Input, object?[] Values)>? _sets;
    private SqlCall _call = null!;
    private RowShape _shape = null!;
    private bool? _confirmed;
    private bool _isChecked;
    private long _rowCount;

    /// <summary>The SQL; parameters are @name, or $1, $2 …</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("Sql")]
    [ValidateNotNullOrEmpty]
    [NoScriptBlock]
    public string Query { get; set; } = "";

    /// <summary>The values of the parameters by name.</summary>
    [Parameter(Position = 1, ParameterSetName = ParameterSet)]
    [Parameter(Position = 1, ParameterSetName = InputSet)]
    public IDictionary? Parameter { get; set; }

    /// <summary>The values of $1, $2 … in order.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ArgumentSet)]
    [AllowNull]
    [AllowEmptyCollection]
    [NoScriptBlock]
    public object?[]? ArgumentList { get; set; }

    /// <summary>A set of values: the query runs once for each.</summary>
    [Parameter(Mandatory = true, ParameterSetName = InputSet, ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>Emits the first column of the first row.</summary>
    [Parameter]
    public SwitchParameter Scalar { get; set; }

    /// <summary>Emits the count of rows instead of the rows.</summary>
    [Parameter]
    public SwitchParameter NonQuery { get; set; }

    /// <summary>Emits rows as ordered dictionaries, and JSON as hashtables.</summary>
    [Parameter]
    public SwitchParameter AsHashtable { get; set; }

    /// <summary>Emits an instance of this class for each row.</summary>
    [Parameter]
    public Type? Type { get; set; }

    /// <summary>Seconds that a statement may take; 0 is for ever.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? CommandTimeout { get; set; }

    /// <summary>Ends what is still under way.</summary>
    public void Dispose() => _sets?.Dispose();

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _call = new SqlCall(Take(() => Store.Sql.Parse(Query)), CommandTimeout, NonQuery);
        _shape = new RowShape(
            AsHashtable, Type, column => WriteVerbose($"{Type} has no property for the column '{column}'."));
        _sets = new RecordBatches<(PSObject? Input, object?[] Values)>(
            this,
            batch => Store.Sql.RunEachAsync(_call, [.. batch.Select(set => set.Values)], Caller, StopToken),
            set => set.Input)
        {
            Write = WriteSet,
        };
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _confirmed ??= ShouldProcess(Query.Trim().Split('\n', 2)[0].TrimEnd());
        if (_confirmed == false)
        {
            return;
        }

        if (ParameterSetName == InputSet)
        {
            if (!_isChecked)
            {
                Take(RefuseUnnamed);
                _isChecked = true;
            }

            if (TryBind(out object?[] values))
            {
                _sets!.Post((InputObject, values));
            }

            _sets!.WriteAnswered();
        }
        else
        {
            Run(Take(Bind));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _sets!.End();
        WriteVerbose(string.Create(CultureInfo.InvariantCulture, $"{_rowCount} rows."));
    }

    /// <summary>Writes the rows, or the count, that one of the piped sets gave.</summary>
    private void WriteSet(object value)
    {
        if (value is not List<SqlRow> rows)
        {
            _rowCount += (long)value;
            WriteObject(value);
            return;
        }

        foreach (SqlRow row in Scalar ? rows.Take(1) : rows)
        {
            Write(row);
        }
    }

    private void Run(object?[] values)
    {
        if (NonQuery)
        {
            long count = Wait(Store.Sql.ExecuteAsync(_call, values, Caller, StopToken), Query);
            _rowCount += count;
            WriteObject(count);
            return;
        }

        if (!Scalar)
        {
            ForEach(Store.Sql.QueryAsync(_call, values, Caller, StopToken), Write, Query);
            return;
        }

        // Asks for a second row too: a query that has none then ends by itself, with nothing to cancel.
        List<SqlRow> rows = [];
        ForEach(FirstTwoAsync(Store.Sql.QueryAsync(_call, values, Caller, StopToken)), rows.Add, Query);
        if (rows.Count > 0)
        {
            Write(rows[0]);
        }
    }

    private static async IAsyncEnumerable<SqlRow> FirstTwoAsync(IAsyncEnumerable<SqlRow> rows)
    {
        int count = 0;
        await foreach (SqlRow row in rows)
        {
            yield return row;
            if (++count == 2)
            {
                yield break;
            }
        }
    }

    private void Write(SqlRow row)
    {
        object? value;
        try
        {
            value = Scalar ? _shape.ToScalar(row) : _shape.ToObject(row);
        }
        catch (PgTaskException exception)
        {
            throw Fail(exception, Query);
        }

        _rowCount++;
        WriteObject(value);
    }

    private object?[] Bind()
    {
        if (ParameterSetName == ArgumentSet)
        {
            return SqlArguments.Bind(_call.Text, ArgumentList ?? [null]);
        }

        object?[] values = SqlArguments.Bind(_call.Text, Parameter, record: null);
        SqlArguments.RefuseUnnamed(_call.Text, Parameter);
        return values;
    }

    /// <summary>What the work gives; what it refuses ends the cmdlet.</summary>
    private T Take<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (PgTaskException exception)
        {
            throw Fail(exception, Query);
        }
    }

    private object? RefuseUnnamed()
    {
        SqlArguments.RefuseUnnamed(_call.Text, Parameter);
        return _call.Text.Names.Count > 0 ? null : throw SqlErrors.ArgumentNotNamed();
    }

    private bool TryBind(out object?[] values)
    {
        try
        {
            values = SqlArguments.Bind(_call.Text, Parameter, InputObject);
            return true;
        }
        catch (PgTaskException exception)
        {
            WriteError(ErrorRecords.Create(exception, InputObject));
            values = [];
            return false;
        }
    }
}
