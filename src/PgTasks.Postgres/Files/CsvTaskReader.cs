using System.Globalization;
using Sylvan.Data.Csv;

namespace PgTasks.Postgres.Import;

/// <summary>Reads tasks from CSV, whose first line names the columns.</summary>
internal sealed class CsvTaskReader : TaskFileReader
{
    private const int MaxColumns = 16_384;
    private readonly RowLimit _text;
    private readonly CsvDataReader _csv;
    private readonly RowWriter _writer;
    private readonly TaskColumn[] _columns;
    private readonly int[] _ordinals;
    private readonly int _fieldCount;
    private readonly int _allDay;
    private long _line = 1;

    public CsvTaskReader(ImportRequest request, TextReader text, RowWriter writer) : base(request)
    {
        _writer = writer;
        _text = new RowLimit(SkipTypeLine(text), request.Delimiter, MaxColumns - 1);
        _csv = Open();
        TaskColumn?[] header = ReadHeader();
        _fieldCount = header.Length;
        _allDay = Array.FindIndex(header, column => column?.Field == TaskFields.AllDay);
        bool hasDue = Array.Exists(header, column => column?.Field == TaskFields.Due);
        _columns = [.. TaskColumn.Imported.Where(column => column.Field.Kind switch
        {
            // Who adds a task need not be the role that the database would take for it.
            TaskFieldKind.Actor => true,
            TaskFieldKind.Flag => hasDue,
            _ => header.Contains(column),
        })];
        _ordinals = [.. _columns.Select(column => Array.IndexOf(header, column))];
    }

    /// <inheritdoc/>
    public override TaskColumn[] Columns => _columns;

    /// <inheritdoc/>
    public override bool Read(RowBatch batch)
    {
        if (!ReadRecord(out long line))
        {
            return false;
        }

        if (IsBlank())
        {
            return true;
        }

        if (_csv.RowFieldCount != _fieldCount)
        {
            Refuse(Describe(
                line, null, _csv.GetRawRecordSpan().TrimEnd("\r\n").ToString(),
                $"it has {Count(_csv.RowFieldCount)} values, and the first line {_fieldCount} columns"));
            return true;
        }

        batch.BeginRow();
        ReadOnlySpan<char> allDay = _allDay < 0 ? [] : _csv.GetFieldSpan(_allDay);
        if (_writer.Begin(allDay) is { } problem)
        {
            Refuse(Describe(line, TaskFields.AllDay.Property, allDay.ToString(), problem));
            return true;
        }

        for (int i = 0; i < _columns.Length; i++)
        {
            ReadOnlySpan<char> cell = _ordinals[i] < 0 ? [] : _csv.GetFieldSpan(_ordinals[i]);
            if (_writer.Add(batch, _columns[i], cell) is { } reason)
            {
                Refuse(Describe(line, _columns[i].Field.Property, cell.ToString(), reason));
                return true;
            }
        }

        batch.EndRow(line);
        return true;
    }

    /// <inheritdoc/>
    public override void Dispose() => _csv.Dispose();

    private static string Count(int columns) => columns > MaxColumns
        ? string.Create(CultureInfo.InvariantCulture, $"more than {MaxColumns}")
        : columns.ToString(CultureInfo.InvariantCulture);

    private CsvDataReader Open()
    {
        try
        {
            return CsvDataReader.Create(_text, new CsvDataReaderOptions
            {
                HasHeaders = false,
                Delimiter = Request.Delimiter,
                Comment = FileText.UndecodableMark[0],
                BufferSize = 64 * 1024,
                MaxBufferSize = MaxRow,
            });
        }
        catch (CsvRecordTooLargeException exception)
        {
            throw Describe(_line, null, null, exception.Message, exception);
        }
    }

    /// <summary>Export-Csv -IncludeTypeInformation puts a line with the type before the columns.</summary>
    private TextReader SkipTypeLine(TextReader text)
    {
        if (text.Peek() == '#')
        {
            text.ReadLine();
            _line++;
        }

        return text;
    }

    private TaskColumn?[] ReadHeader()
    {
        if (!ReadRecord(out long line))
        {
            throw FileErrors.TitleColumnMissing(Place(line, null, null));
        }

        if (IsBlank())
        {
            return ReadHeader();
        }

        if (_csv.RowFieldCount > MaxColumns)
        {
            throw Describe(line, null, null, $"it has {Count(_csv.RowFieldCount)} columns");
        }

        string[] names = new string[_csv.RowFieldCount];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = _csv.GetFieldSpan(i).ToString();
        }

        TaskColumn?[] header = new TaskColumn?[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            TaskColumn? column = FindColumn(names[i], line);
            if (column is not null && header.Contains(column))
            {
                throw FileErrors.RepeatedColumn(Place(line, names[i], null));
            }

            header[i] = column;
        }

        return Array.Exists(header, column => column?.Field == TaskFields.Title)
            ? header
            : throw FileErrors.TitleColumnMissing(Place(line, null, null));
    }

    private bool IsBlank() => _csv.RowFieldCount == 1 && _csv.GetRawRecordSpan().Trim("\r\n").IsEmpty;

    private bool ReadRecord(out long line)
    {
        line = _line;
        try
        {
            if (!_csv.Read())
            {
                return false;
            }
        }
        catch (Exception exception) when (exception is CsvFormatException or CsvRecordTooLargeException)
        {
            // Where quotes are amiss nobody knows where the next row begins: that ends the file in any case.
            throw Describe(line, null, null, exception.Message, exception);
        }

        // A record holds the end of its line, unless the file ends there.
        ReadOnlySpan<char> record = _csv.GetRawRecordSpan();
        _line += Math.Max(1, record.Count('\n'));
        if (_csv.RowFieldCount > MaxColumns)
        {
            _line += _text.TakeLines();
        }

        return true;
    }
}
