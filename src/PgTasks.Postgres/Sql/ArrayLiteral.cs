namespace PgTasks.Postgres;

/// <summary>An array as a text that the server reads.</summary>
/// <remarks>https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO</remarks>
internal static class ArrayLiteral
{
    /// <summary>The text of an array of texts.</summary>
    public static string Write(IReadOnlyCollection<string?> values) =>
        values.Count == 0 ? "{}" : "{" + string.Join(',', values.Select(Quote)) + "}";

    private static string Quote(string? value) => value is null ? "NULL" : '"'
        + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"';
}
