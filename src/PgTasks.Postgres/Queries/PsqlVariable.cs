namespace PgTasks.Postgres;

/// <summary>A variable of psql's in a text: :name, :'name', :"name" or :{?name}.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Form">What comes first after the colon: a quote, ? for whether there is one, or : for neither.</param>
/// <param name="Length">The length of all of it.</param>
/// <remarks>https://www.postgresql.org/docs/current/app-psql.html#APP-PSQL-INTERPOLATION</remarks>
internal sealed record PsqlVariable(string Name, char Form, int Length)
{
    /// <summary>The variable at a colon, or null.</summary>
    public static PsqlVariable? Find(string sql, int colon)
    {
        ReadOnlySpan<char> rest = sql.AsSpan(colon + 1);
        (char form, int before, string after) = rest switch
        {
            ['\'', ..] => ('\'', 1, "'"),
            ['"', ..] => ('"', 1, "\""),
            ['{', '?', ..] => ('?', 2, "}"),
            _ => (':', 0, ""),
        };
        rest = rest[before..];
        int length = 0;
        while (length < rest.Length && rest[length] != '$'
            && (SqlLexer.IsNamePart(rest[length])))
        {
            length++;
        }

        return length > 0 && rest[length..].StartsWith(after, StringComparison.Ordinal)
            ? new PsqlVariable(rest[..length].ToString(), form, 1 + before + length + after.Length)
            : null;
    }

    /// <summary>A value as the string or the name that the form asks for.</summary>
    public string Quote(string value)
    {
        string quoted = $"{Form}{value.Replace($"{Form}", $"{Form}{Form}", StringComparison.Ordinal)}{Form}";
        return Form == '\'' && value.Contains('\\', StringComparison.Ordinal)
            ? $" E{quoted.Replace("\\", "\\\\", StringComparison.Ordinal)}"
            : quoted;
    }
}
