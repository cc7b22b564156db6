using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Runs SQL and emits the rows of its results.</summary>
[Cmdlet(
    VerbsLifecycle.Invoke, "PgTaskQuery", DefaultParameterSetName = LiteralPathSet, SupportsShouldProcess = true)]
[OutputType(typeof(PSObject), typeof(IDictionary), typeof(long), typeof(PgTaskResultSet))]
public sealed partial class InvokePgTaskQueryCommand : PgTaskStoreCmdlet, IDisposable
{
    private const string ParameterSet = "Parameter";
    private const string ArgumentSet = "ArgumentList";
    private const string InputSet = "InputObject";
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private RecordBatches<(PSObject? Input, object?[] Values)>? _sets;
    private SqlCall _call = null!;
    private RowShape _shape = null!;
    private readonly ConcurrentQueue<string> _done = new();
    private object? _target;
    private bool? _confirmed;
    private bool _isChecked;
    private long _rowCount;

    /// <summary>The SQL; parameters are @name, or $1, $2 …</summary>
    [Parameter(
        Mandatory = true, Position = 0, ParameterSetName = ParameterSet,
        HelpMessage = "The SQL; parameters are @name, or $1, $2 …")]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ArgumentSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = InputSet)]
    [NoFileNames]
    [Alias("Sql")]
    [ValidateNotNullOrEmpty]
    [NoScriptBlock]
    public string Query { get; set; } = "";

    /// <summary>The values of the parameters by name.</summary>
    [Parameter(Position = 1, ParameterSetName = ParameterSet, HelpMessage = "The values of the parameters by name")]
    [Parameter(Position = 1, ParameterSetName = InputSet)]
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [NoFileNames]
    public IDictionary? Parameter { get; set; }

    /// <summary>The values of $1, $2 … in order.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ArgumentSet, HelpMessage = "The values of $1, $2 … in order")]
    [NoFileNames]
    [AllowNull]
    [AllowEmptyCollection]
    [NoScriptBlock]
    public object?[]? ArgumentList { get; set; }

    /// <summary>A set of values: the query runs once for each.</summary>
    [Parameter(
        Mandatory = true, ParameterSetName = InputSet, ValueFromPipeline = true,
        HelpMessage = "A set of values: the query runs once for each")]
    [NoFileNames]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>Emits the first column of the first row.</summary>
    [Parameter(HelpMessage = "Emits the first column of the first row")]
    public SwitchParameter Scalar { get; set; }

    /// <summary>Emits the count of rows instead of the rows.</summary>
    [Parameter(HelpMessage = "Emits the count of rows instead of the rows")]
    public SwitchParameter NonQuery { get; set; }

    /// <summary>Emits an object a statement, with its rows in it.</summary>
    [Parameter(HelpMessage = "Emits an object a statement, with its rows in it")]
    public SwitchParameter AsResultSet { get; set; }

    /// <summary>Emits rows as ordered dictionaries, and JSON as hashtables.</summary>
    [Parameter(HelpMessage = "Emits rows as ordered dictionaries, and JSON as hashtables")]
    public SwitchParameter AsHashtable { get; set; }

    /// <summary>Emits an instance of this class for each row.</summary>
    [Parameter(HelpMessage = "Emits an instance of this class for each row")]
    [ArgumentCompleter(typeof(TypeNameCompleter))]
    public Type? Type { get; set; }

    /// <summary>Seconds that a statement may take; 0 is for ever.</summary>
    [Parameter(HelpMessage = "Seconds that a statement may take; 0 is for ever")]
    [NoFileNames]
    [ValidateRange(0, int.MaxValue)]
    public int? CommandTimeout { get; set; }

    /// <summary>Ends what is still under way.</summary>
    public void Dispose() => _sets?.Dispose();

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
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
        if (ParameterSetName is PathSet or LiteralPathSet)
        {
            foreach (string file in FindFiles())
            {
                RunFile(file);
            }

            return;
        }

        if (_confirmed is null)
        {
            _target = Query;
            _call = NewCall(Take(() => Store.Sql.Parse(Query, Caller)));
        }

        _confirmed ??= ShouldProcess(string.Join("; ", _call.Text.Statements.Take(5).Select(part => part.Outline)));
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
        if (ParameterSetName is PathSet or LiteralPathSet)
        {
            WarnOfUnnamed();
        }

        if (ParameterSetName == InputSet)
        {
            WriteVerbose(string.Create(CultureInfo.InvariantCulture, $"{_rowCount} rows."));
        }
    }

    /// <summary>Keeps for -Verbose what a statement was, without a value of its text, and how many rows it had.</summary>
    private void TellDone(SqlStatement statement, long count) =>
        _done.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{statement.Outline}: {Math.Max(count, 0)} rows."));

    private void WriteDone()
    {
        while (_done.TryDequeue(out string? done))
        {
            WriteVerbose(done);
        }
    }

    private SqlCall NewCall(SqlText text) => new(text, CommandTimeout, NonQuery)
    {
        WantsOutcomes = AsResultSet,
        OnDone = ParameterSetName == InputSet ? null : TellDone,
    };

    /// <summary>Writes what one of the piped sets gave.</summary>
    private void WriteSet(object value)
    {
        if (value is IReadOnlyList<SqlOutcome> outcomes)
        {
            WriteAll(outcomes);
        }
        else
        {
            _rowCount += (long)value;
            WriteObject(value);
        }
    }

    private void WriteAll(IReadOnlyList<SqlOutcome> outcomes)
    {
        if (AsResultSet)
        {
            foreach (SqlOutcome outcome in outcomes)
            {
                _rowCount += Math.Max(outcome.Count, 0);
                WriteObject(ToResultSet(outcome));
            }

            return;
        }

        IEnumerable<SqlRow> rows = outcomes.SelectMany(outcome => outcome.Rows);
        foreach (SqlRow row in Scalar ? rows.Take(1) : rows)
        {
            WriteRow(row);
        }
    }

    private PgTaskResultSet ToResultSet(SqlOutcome outcome)
    {
        IEnumerable<SqlRow> rows = Scalar ? outcome.Rows.Take(1) : outcome.Rows;
        return new PgTaskResultSet(
            _call.Text.GetSource(outcome.Statement),
            _call.Text.GetLine(outcome.Statement.Start),
            _call.Text.Path,
            outcome.Count,
            NonQuery ? [] : [.. rows.Select(ToValue)]);
    }

    private void Run(object?[] values)
    {
        if (AsResultSet || (!NonQuery && _call.Text.Statements.Count != 1))
        {
            IReadOnlyList<SqlOutcome> outcomes = Wait(Store.Sql.RunAsync(_call, values, Caller, StopToken), _target);
            WriteDone();
            WriteAll(outcomes);
        }
        else if (NonQuery)
        {
            long count = Wait(Store.Sql.ExecuteAsync(_call, values, Caller, StopToken), _target);
            _rowCount += count;
            WriteObject(count);
        }
        else if (!Scalar)
        {
            ForEach(Store.Sql.QueryAsync(_call, values, Caller, StopToken), WriteRow, _target);
        }
        else
        {
            // Asks for a second row too: a query that has none then ends by itself, with nothing to cancel.
            List<SqlRow> rows = [];
            ForEach(FirstTwoAsync(Store.Sql.QueryAsync(_call, values, Caller, StopToken)), rows.Add, _target);
            rows.Take(1).ToList().ForEach(WriteRow);
        }

        WriteDone();
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

    private void WriteRow(SqlRow row)
    {
        object? value = ToValue(row);
        _rowCount++;
        WriteObject(value);
    }

    private object? ToValue(SqlRow row)
    {
        try
        {
            return Scalar ? _shape.ToScalar(row) : _shape.ToObject(row);
        }
        catch (PgTaskException exception)
        {
            throw Fail(exception, _target);
        }
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
            throw Fail(exception, _target);
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
