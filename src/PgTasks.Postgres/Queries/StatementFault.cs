using Npgsql;

namespace PgTasks.Postgres;

/// <summary>
/// Adds to the server's error about a user's statement where in the user's own text it lies, and what to write instead.
/// <see cref="ErrorRecords"/> shows it.
/// </summary>
internal static class StatementFault
{
    /// <summary>Tells an error more, once.</summary>
    /// <param name="error">The server's error.</param>
    /// <param name="text">The user's text.</param>
    /// <param name="statement">The statement of it.</param>
    /// <param name="values">The values of the text's names.</param>
    /// <param name="offset">How much of the statement's text was left out before it was sent.</param>
    public static void Explain(
        PostgresException error, SqlText text, SqlStatement statement, object?[] values, int offset = 0)
    {
        if (error.Data.Contains(ErrorRecords.PlaceKey))
        {
            return;
        }

        int? index = error.Position > 0
            ? offset + ErrorLine.GetIndex(statement.Text[offset..], error.Position)
            : null;
        string? place = index is int at
            ? ErrorLine.Write(text.Source, statement.ToSource(at))
            : Describe(error, text, statement);
        if (text.Path is not null)
        {
            PgTaskStatement told = new(text.Path, text.GetLine(statement.Start), text.GetSource(statement));
            place += $"\n{told}";
            error.Data[ErrorRecords.StatementKey] = told;
        }

        error.Data[ErrorRecords.PlaceKey] = place;
        error.Data[ErrorRecords.ContextKey] = error.Where;
        error.Data[ErrorRecords.AdviceKey] = new FaultAdvice(text, statement, values).Find(error.SqlState, index);
    }

    /// <summary>Where a function's own statement went wrong, or which of several statements did.</summary>
    private static string? Describe(PostgresException error, SqlText text, SqlStatement statement)
    {
        if (error is { InternalPosition: > 0, InternalQuery: { Length: > 0 } query })
        {
            return ErrorLine.Write(query, ErrorLine.GetIndex(query, error.InternalPosition)) + $"\nQUERY: {query}";
        }

        return text.Statements.Count > 1 || text.Path is not null ? ErrorLine.Write(text.Source, statement.Start) : null;
    }
}
