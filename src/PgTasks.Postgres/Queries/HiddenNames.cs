namespace PgTasks.Postgres;

/// <summary>Finds why a text that has a parameter's name does not name it.</summary>
internal static class HiddenNames
{
    /// <summary>The first place that hides a name, as id for @id or 1 for $1.</summary>
    public static SqlHiding Find(string sql, string name)
    {
        string marked = (char.IsAsciiDigit(name.FirstOrDefault()) ? "$" : "@") + name;
        SqlHiding found = SqlHiding.None;
        SqlLexer lexer = new(sql);
        while (found == SqlHiding.None && lexer.TryRead(out SqlToken token))
        {
            found = Has(sql.AsSpan(token.Start, token.Length), marked) ? GetHiding(token.Kind) : found;
        }

        return found == SqlHiding.None && Has(sql, marked) ? SqlHiding.Body : found;
    }

    private static SqlHiding GetHiding(SqlTokenKind kind) => kind switch
    {
        SqlTokenKind.String => SqlHiding.String,
        SqlTokenKind.DollarString => SqlHiding.DollarString,
        SqlTokenKind.QuotedName => SqlHiding.QuotedName,
        SqlTokenKind.Comment => SqlHiding.Comment,
        _ => SqlHiding.None,
    };

    private static bool Has(ReadOnlySpan<char> text, string marked)
    {
        for (int at = 0; text[at..].IndexOf(marked, StringComparison.OrdinalIgnoreCase) is >= 0 and int offset;)
        {
            at += offset + marked.Length;
            if (at >= text.Length || !SqlLexer.IsNamePart(text[at]))
            {
                return true;
            }
        }

        return false;
    }
}
