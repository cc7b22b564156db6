namespace PgTasks.Postgres;

/// <summary>
/// Takes SQL to pieces by the rules of PostgreSQL's own scanner; every character belongs to one of them. What is not
/// closed goes to the end of the text.
/// </summary>
/// <param name="sql">The text.</param>
/// <param name="backslashEscapes">Whether \ escapes in a plain string: standard_conforming_strings is off.</param>
/// <remarks>https://www.postgresql.org/docs/current/sql-syntax-lexical.html</remarks>
internal sealed class SqlLexer(string sql, bool backslashEscapes = false)
{
    private const string OperatorCharacters = "+-*/<>=~!@#%^&|`?";

    /// <summary>Where the next piece begins.</summary>
    public int At { get; set; }

    /// <summary>Reads the next piece; false at the end of the text.</summary>
    public bool TryRead(out SqlToken token)
    {
        if (At >= sql.Length)
        {
            token = default;
            return false;
        }

        (SqlTokenKind kind, int length) = Measure(sql[At], Peek(1));
        token = new SqlToken(kind, At, Math.Min(length, sql.Length - At));
        At = token.End;
        return true;
    }

    public static bool IsSpace(char character) => character is ' ' or (>= '\t' and <= '\r');

    public static bool IsNameStart(char character) =>
        char.IsAsciiLetter(character) || character is '_' or >= '\u0080';

    public static bool IsNamePart(char character) =>
        IsNameStart(character) || char.IsAsciiDigit(character) || character == '$';

    private (SqlTokenKind Kind, int Length) Measure(char current, char next) => current switch
    {
        _ when IsSpace(current) => (SqlTokenKind.Space, Count(0, IsSpace)),
        '-' when next == '-' => (SqlTokenKind.Comment, Count(0, character => character is not ('\n' or '\r'))),
        '/' when next == '*' => (SqlTokenKind.Comment, MeasureComment()),
        '\'' => (SqlTokenKind.String, MeasureString(0, backslashEscapes)),
        '"' => (SqlTokenKind.QuotedName, MeasureQuoted(0, '"', escapes: false)),
        'e' or 'E' when next == '\'' => (SqlTokenKind.String, MeasureString(1, escapes: true)),
        'b' or 'B' or 'x' or 'X' when next == '\'' => (SqlTokenKind.String, MeasureString(1, escapes: false)),
        'n' or 'N' when next == '\'' => (SqlTokenKind.String, MeasureString(1, backslashEscapes)),
        'u' or 'U' when next == '&' && Peek(2) == '\'' => (SqlTokenKind.String, MeasureString(2, escapes: false)),
        'u' or 'U' when next == '&' && Peek(2) == '"' =>
            (SqlTokenKind.QuotedName, MeasureQuoted(2, '"', escapes: false)),
        '$' => MeasureDollar(next),
        ':' when next is ':' or '=' => (SqlTokenKind.Symbol, 2),
        _ when IsNameStart(current) => (SqlTokenKind.Word, Count(0, IsNamePart)),
        _ when char.IsAsciiDigit(current) || (current == '.' && char.IsAsciiDigit(next)) =>
            (SqlTokenKind.Number, MeasureNumber()),
        _ when IsOperator(current) => (SqlTokenKind.Operator, MeasureOperator()),
        _ => (SqlTokenKind.Symbol, 1),
    };

    private int MeasureComment()
    {
        int depth = 1;
        int end = 2;
        while (depth > 0 && At + end < sql.Length)
        {
            int step = Matches(end, "/*") ? 1 : Matches(end, "*/") ? -1 : 0;
            depth += step;
            end += step == 0 ? 1 : 2;
        }

        return end;
    }

    /// <summary>A string and what continues it: another one in a line below.</summary>
    private int MeasureString(int start, bool escapes)
    {
        int end = MeasureQuoted(start, '\'', escapes);
        while (FindContinuation(end) is int next)
        {
            end = MeasureQuoted(next, '\'', escapes);
        }

        return end;
    }

    private int? FindContinuation(int end)
    {
        bool newLine = false;
        while (At + end < sql.Length)
        {
            if (IsSpace(Peek(end)))
            {
                newLine |= Peek(end) is '\n' or '\r';
                end++;
            }
            else if (Matches(end, "--"))
            {
                end += Count(end, character => character is not ('\n' or '\r'));
            }
            else
            {
                return newLine && Peek(end) == '\'' ? end : null;
            }
        }

        return null;
    }

    private int MeasureQuoted(int start, char quote, bool escapes)
    {
        int end = start + 1;
        while (At + end < sql.Length)
        {
            char current = Peek(end);
            if (current == quote && Peek(end + 1) != quote)
            {
                return end + 1;
            }

            end += current == quote || (escapes && current == '\\') ? 2 : 1;
        }

        return end;
    }

    private (SqlTokenKind Kind, int Length) MeasureDollar(char next)
    {
        if (char.IsAsciiDigit(next))
        {
            return (SqlTokenKind.Placeholder, 1 + Count(1, char.IsAsciiDigit));
        }

        int tag = IsNameStart(next) ? Count(1, character => IsNamePart(character) && character != '$') : 0;
        if (Peek(tag + 1) != '$')
        {
            return (SqlTokenKind.Symbol, 1);
        }

        string quote = sql.Substring(At, tag + 2);
        int end = sql.IndexOf(quote, At + quote.Length, StringComparison.Ordinal);
        return (SqlTokenKind.DollarString, (end < 0 ? sql.Length : end + quote.Length) - At);
    }

    /// <summary>A number with what clings to it, so that no part of it is taken for a word.</summary>
    private int MeasureNumber()
    {
        int end = Count(0, IsDigit);
        if (Peek(end) == '.' && Peek(end + 1) != '.')
        {
            end += 1 + Count(end + 1, IsDigit);
        }

        if (Peek(end) is 'e' or 'E' && Peek(end + 1) is '+' or '-' && char.IsAsciiDigit(Peek(end + 2)))
        {
            end += 2;
        }

        return IsNameStart(Peek(end)) ? end + Count(end, IsNamePart) : end;
    }

    private int MeasureOperator()
    {
        int length = 1;
        while (IsOperator(Peek(length)) && !Matches(length, "--") && !Matches(length, "/*"))
        {
            length++;
        }

        return length;
    }

    private int Count(int start, Func<char, bool> condition)
    {
        int end = start;
        while (At + end < sql.Length && condition(sql[At + end]))
        {
            end++;
        }

        return end - start;
    }

    private char Peek(int offset) => At + offset < sql.Length ? sql[At + offset] : '\0';

    private bool Matches(int offset, string what) =>
        string.CompareOrdinal(sql, At + offset, what, 0, what.Length) == 0;

    private static bool IsOperator(char character) => OperatorCharacters.Contains(character, StringComparison.Ordinal);

    private static bool IsDigit(char character) => char.IsAsciiDigit(character) || character == '_';
}
