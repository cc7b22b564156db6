namespace PgTasks;

/// <summary>
/// A user's SQL, taken apart: its statements, and the parameters they name, in the order of the values to be given.
/// </summary>
/// <param name="Statements">The statements in order; their placeholders are all positional.</param>
/// <param name="Names">The names without their @; for positional placeholders "1", "2" …</param>
/// <param name="IsPositional">Whether the placeholders were $1, $2 …</param>
/// <param name="Source">The text as the user wrote it.</param>
/// <param name="FindHiding">Where the text hides a name that it does not name as a parameter.</param>
internal sealed record SqlText(
    IReadOnlyList<SqlStatement> Statements,
    IReadOnlyList<string> Names,
    bool IsPositional,
    string Source,
    Func<string, SqlHiding> FindHiding)
{
    private int[]? _lines;

    /// <summary>The file that the text is of; null for none.</summary>
    public string? Path { get; init; }

    /// <summary>Whether something may be left on a connection that is to last, as a setting or a temporary table.</summary>
    /// <param name="isLeft">Whether something may be before it.</param>
    public bool LeavesBehind(bool isLeft) => Statements.Aggregate(isLeft, (left, statement) => statement.LeavesBehind(left));

    /// <summary>The statement as the user wrote it.</summary>
    public string GetSource(SqlStatement statement) =>
        Source[statement.Start..statement.End].TrimEnd(' ', '\t', '\n', '\v', '\f', '\r');

    /// <summary>The number of the line that a place of the text is in.</summary>
    public int GetLine(int index)
    {
        _lines ??= [.. Enumerable.Range(0, Source.Length).Where(EndsLine)];
        int found = Array.BinarySearch(_lines, index);
        return (found < 0 ? ~found : found) + 1;
    }

    /// <summary>Whether a line ends there: \r\n ends but one.</summary>
    private bool EndsLine(int index) =>
        Source[index] == '\n' || (Source[index] == '\r' && (index + 1 == Source.Length || Source[index + 1] != '\n'));
}
