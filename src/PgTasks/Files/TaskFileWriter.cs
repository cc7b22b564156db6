namespace PgTasks;

/// <summary>Writes tasks to a file's text.</summary>
internal abstract class TaskFileWriter(TextWriter text)
{
    /// <summary>Where the text goes.</summary>
    protected TextWriter Text => text;

    /// <summary>The writer of a format.</summary>
    /// <param name="text">Where the text goes.</param>
    /// <param name="format">The format.</param>
    /// <param name="delimiter">What stands between the values of CSV.</param>
    /// <param name="isUnicode">Whether the file's encoding holds every character.</param>
    public static TaskFileWriter Create(TextWriter text, PgTaskFileFormat format, char delimiter, bool isUnicode) =>
        format == PgTaskFileFormat.Csv
            ? new CsvTaskWriter(text, delimiter)
            : new JsonTaskWriter(text, asArray: format == PgTaskFileFormat.Json, isUnicode);

    /// <summary>Writes what comes before the first task.</summary>
    public abstract void Begin();

    /// <summary>Writes a task.</summary>
    public abstract void Write(PgTask task);

    /// <summary>Writes what comes after the last.</summary>
    public virtual void End()
    {
    }
}
