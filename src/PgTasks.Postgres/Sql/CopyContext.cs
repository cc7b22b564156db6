using System.Text.RegularExpressions;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>
/// What the server says of the place of an error in a COPY, as "COPY task, line 3, column data". Its words are of the
/// server's language; the names and the number are not.
/// </summary>
internal static partial class CopyContext
{
    /// <summary>The line, from 1 on, and the column; null where the server does not say.</summary>
    public static (int? Line, string? Column) Find(PostgresException exception, TableColumns columns)
    {
        string start = $"COPY {columns.Relation}";
        int at = exception.Where?.LastIndexOf(start, StringComparison.Ordinal) ?? -1;
        Match match = Place().Match(at < 0 ? "" : exception.Where![(at + start.Length)..]);
        string? column = exception.ColumnName is { Length: > 0 } named ? named : null;
        return match.Success && int.TryParse(match.Groups[1].ValueSpan, out int line)
            ? (line, column ?? FindColumn(match.Groups[2].Value, columns))
            : (null, column);
    }

    /// <summary>The name that comes first; of two that begin there the longer one.</summary>
    private static string? FindColumn(string text, TableColumns columns) => columns.Targets
        .Select(target => target.Column.Name)
        .Select(name => (Name: name, At: FindWord(text, name)))
        .Where(found => found.At >= 0)
        .OrderBy(found => found.At).ThenByDescending(found => found.Name.Length)
        .Select(found => found.Name).FirstOrDefault();

    private static int FindWord(string text, string name)
    {
        // Behind "column", unless that is itself the only word there is.
        int from = text.StartsWith(", column ", StringComparison.Ordinal) ? ", column ".Length : 0;
        for (int at = text.IndexOf(name, from, StringComparison.Ordinal); at >= 0;
            at = text.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            bool begins = at == 0 || !char.IsLetterOrDigit(text[at - 1]);
            int end = at + name.Length;
            if (begins && (end == text.Length || !char.IsLetterOrDigit(text[end])))
            {
                return at;
            }
        }

        return -1;
    }

    // Before the colon: behind it stands the value, or the whole line.
    [GeneratedRegex(@"\A\D*?(\d+)([^:：]*)", RegexOptions.Singleline)]
    private static partial Regex Place();
}
