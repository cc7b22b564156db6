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
    Func<string, SqlHiding> FindHiding);
