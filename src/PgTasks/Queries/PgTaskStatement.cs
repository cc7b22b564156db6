using System.Globalization;

namespace PgTasks;

/// <summary>A statement of a file of SQL.</summary>
public sealed class PgTaskStatement
{
    internal PgTaskStatement(string path, int line, string statement) => (Path, Line, Statement) = (path, line, statement);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The line that the statement begins in.</summary>
    public int Line { get; }

    /// <summary>The statement's text.</summary>
    public string Statement { get; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Path}:{Line}");
}
