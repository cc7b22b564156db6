namespace PgTasks;

/// <summary>How tasks are written in a file.</summary>
public enum PgTaskFileFormat
{
    /// <summary>Values with a delimiter between them; the first line names the columns.</summary>
    Csv,

    /// <summary>An array of JSON objects.</summary>
    Json,

    /// <summary>A JSON object a line.</summary>
    JsonLines,
}
