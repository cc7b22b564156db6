using System.Globalization;

namespace PgTasks.Postgres;

/// <summary>
/// Splits SQL into statements where psql does, and makes its placeholders positional. As PostgreSQL's own scanner, but
/// for <c>age=@age</c>, where it would see an operator <c>=@</c>.
/// </summary>
internal sealed class SqlScanner
{
    private readonly string _sql;
    private readonly SqlLexer _lexer;
    private readonly bool _positional;
    private readonly List<SqlStatement> _statements = [];
    private readonly List<string> _names = [];
    private StatementBuilder _statement = new();

    private SqlScanner(string sql, bool positional, bool backslashEscapes)
    {
        _sql = sql;
        _positional = positional;
        _lexer = new SqlLexer(sql, backslashEscapes);
    }

    /// <summary>Takes SQL apart. Where it has a $1, its @names are operators.</summary>
    /// <param name="sql">The user's text.</param>
    /// <param name="backslashEscapes">Whether standard_conforming_strings is off.</param>
    /// <exception cref="PgTaskException">MetaCommand, NulInQuery.</exception>
    public static SqlText Scan(string sql, bool backslashEscapes = false)
    {
        if (sql.Contains('\0', StringComparison.Ordinal))
        {
            throw SqlErrors.NulInQuery();
        }

        if (sql.Contains('$', StringComparison.Ordinal)
            && new SqlScanner(sql, positional: true, backslashEscapes).Scan() is { Names.Count: > 0 } positional)
        {
            return positional;
        }

        return new SqlScanner(sql, positional: false, backslashEscapes).Scan();
    }

    private SqlText Scan()
    {
        while (_lexer.TryRead(out SqlToken token))
        {
            Step(token);
        }

        EndStatement();
        return new SqlText(_statements, _names, _positional, _sql, name => HiddenNames.Find(_sql, name));
    }

    private void Step(SqlToken token)
    {
        ReadOnlySpan<char> text = _sql.AsSpan(token.Start, token.Length);
        if (token.Kind == SqlTokenKind.Symbol && text is ";" && _statement.MayEnd)
        {
            EndStatement();
        }
        else if (token.Kind == SqlTokenKind.Symbol && text is "\\")
        {
            throw SqlErrors.MetaCommand(ReadCommand(token.Start));
        }
        else if (token.Kind == SqlTokenKind.Placeholder && _positional && !_statement.HasOwnPlaceholders
            && TryReadNumber(text[1..], out int number))
        {
            while (_names.Count < number)
            {
                _names.Add((_names.Count + 1).ToString(CultureInfo.InvariantCulture));
            }

            AddPlaceholder(number - 1, token.Start);
        }
        else if (token.Kind == SqlTokenKind.Operator && !_positional && !_statement.HasOwnPlaceholders
            && EndsInMark(text) && token.End < _sql.Length && SqlLexer.IsNameStart(_sql[token.End]))
        {
            _statement.Append(token.Kind, text[..^1], token.Start);
            _lexer.TryRead(out SqlToken name);
            AddPlaceholder(FindName(_sql.Substring(name.Start, name.Length)), token.End - 1);
        }
        else
        {
            _statement.Append(token.Kind, text, token.Start);
        }
    }

    /// <summary>Whether the last @ of an operator marks a name: in x=@a, not in x @@a.</summary>
    private static bool EndsInMark(ReadOnlySpan<char> run) => run[^1] == '@' && run is not ("@@" or "<@" or "^@" or "@-@");

    private static bool TryReadNumber(ReadOnlySpan<char> digits, out int number) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number)
        && number is > 0 and <= ushort.MaxValue;

    private int FindName(string name)
    {
        int index = _names.FindIndex(known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (index < 0)
        {
            index = _names.Count;
            _names.Add(name);
        }

        return index;
    }

    private void AddPlaceholder(int index, int source)
    {
        bool clings = _lexer.At < _sql.Length && SqlLexer.IsNamePart(_sql[_lexer.At]);
        _statement.AddPlaceholder(index, source, clings);
    }

    private string ReadCommand(int start)
    {
        int end = start + 1;
        while (end < _sql.Length && !SqlLexer.IsSpace(_sql[end]) && _sql[end] != '\\')
        {
            end++;
        }

        return _sql[start..end];
    }

    private void EndStatement()
    {
        if (_statement.Build() is { } statement)
        {
            _statements.Add(statement);
        }

        _statement = new StatementBuilder();
    }
}
