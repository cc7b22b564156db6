using Npgsql;

namespace PgTasks.Postgres;

/// <summary>
/// Adds to the server's error about a user's statement where in the user's own text it lies, and what to write instead.
/// <see cref="ErrorRecords"/> shows it.
/// </summary>
internal static class StatementFault
{
    /// <summary>Tells an error more, once.</summary>
    public static void Explain(PostgresException error, SqlText text, SqlStatement statement, object?[] values)
    {
        if (error.Data.Contains(ErrorRecords.PlaceKey))
        {
            return;
        }

        int? index = error.Position > 0 ? ErrorLine.GetIndex(statement.Text, error.Position) : null;
        error.Data[ErrorRecords.PlaceKey] = index is int at
            ? ErrorLine.Write(text.Source, statement.ToSource(at))
            : Describe(error, text, statement);
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

        return text.Statements.Count > 1 ? ErrorLine.Write(text.Source, statement.Start) : null;
    }
}
