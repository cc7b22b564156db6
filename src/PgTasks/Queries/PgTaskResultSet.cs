namespace PgTasks;

/// <summary>What a statement gave.</summary>
public sealed class PgTaskResultSet
{
    internal PgTaskResultSet(string statement, int line, string? path, long rowCount, object?[] rows) =>
        (Statement, Line, Path, RowCount, Rows) = (statement, line, path, rowCount, rows);

    /// <summary>The statement's text.</summary>
    public string Statement { get; }

    /// <summary>The rows that it gave, or changed; -1 where that is not known.</summary>
    public long RowCount { get; }

    /// <summary>The rows that it gave.</summary>
    public IReadOnlyList<object?> Rows { get; }

    /// <summary>The line of the text or the file that the statement begins in.</summary>
    public int Line { get; }

    /// <summary>The file; null for a text.</summary>
    public string? Path { get; }
}
