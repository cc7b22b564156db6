using PgTasks.Postgres.Settings;

namespace PgTasks.Postgres.Import;

/// <summary>Reads a file's tasks into rows.</summary>
internal abstract class TaskFileReader(ImportRequest request) : IDisposable
{
    /// <summary>How long a row may be, so that what is no file of tasks does not fill the memory.</summary>
    public const int MaxRow = 32 * 1024 * 1024;

    /// <summary>The columns that each row has.</summary>
    public abstract TaskColumn[] Columns { get; }

    /// <summary>How many rows were left out.</summary>
    public long Skipped { get; private set; }

    protected ImportRequest Request => request;

    /// <summary>Opens the file and reads as far as its columns.</summary>
    /// <exception cref="PgTaskException">With a Target: the file is at fault.</exception>
    public static TaskFileReader Open(ImportRequest request, FileText text, RowWriter writer) =>
        request.Format == PgTaskFileFormat.Csv
            ? new CsvTaskReader(request, text.OpenText(), writer)
            : new JsonTaskReader(request, text.OpenUtf8(), writer);

    /// <summary>Reads the next row into the batch, unless it is left out; false at the end of the file.</summary>
    public abstract bool Read(RowBatch batch);

    public abstract void Dispose();

    /// <summary>The error of a row, or of one cell.</summary>
    public PgTaskException Describe(
        long? line, string? column, string? value, string reason, Exception? inner = null)
    {
        string? shown = value?.Replace(FileText.UndecodableMark, "\uFFFD", StringComparison.Ordinal);
        return FileErrors.InvalidRow(Place(line, column, shown), reason, inner);
    }

    /// <summary>Leaves a row out, or ends the import with its error.</summary>
    public void Refuse(PgTaskException error)
    {
        if (request.OnInvalid is null)
        {
            throw error;
        }

        Skipped++;
        request.OnInvalid(error);
    }

    /// <summary>The place of an error.</summary>
    protected PgTaskInvalidRow Place(long? line, string? column, string? value) =>
        new() { Path = request.Path, Line = line, Column = column, Value = value };

    /// <summary>The task's column of that name; null where it is to be left out.</summary>
    protected TaskColumn? FindColumn(string name, long line)
    {
        if (TaskFields.Find(name) is { } field)
        {
            // The database gives the number, and a claim holds for the worker that made it.
            return field.IsSaidBy(TaskFieldUse.Import) ? TaskColumn.Of(field) : null;
        }

        return request.IgnoreUnknown || TaskFields.IsDerived(name) ? null : throw FileErrors.UnknownColumn(Place(line, name, null), FindNearest(name));
    }

    /// <summary>The property whose name takes the fewest edits from this one.</summary>
    private static string FindNearest(string name)
    {
        string plain = TaskFields.Simplify(name);
        return TaskColumn.Imported
            .MinBy(column => UnknownSetting.Measure(plain, column.Field.Property))!.Field.Property;
    }
}
