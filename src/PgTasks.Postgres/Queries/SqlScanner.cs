using System.Globalization;

namespace PgTasks.Postgres;

/// <summary>
/// Splits SQL into statements where psql does, and makes its placeholders positional. As PostgreSQL's own scanner, but
/// for <c>age=@age</c>, where it would see an operator <c>=@</c>.
/// </summary>
internal sealed class SqlScanner
{
    private readonly string _source;
    private readonly bool _positional;
    private readonly bool _backslashEscapes;
    private readonly SqlScript? _script;
    private readonly List<string> _expanding = [];
    private string _sql;
    private SqlLexer _lexer;
    private int? _fixedAt;
    private bool _copies;
    private readonly List<SqlStatement> _statements = [];
    private readonly List<string> _names = [];
    private StatementBuilder _statement = new();

    private SqlScanner(string sql, bool positional, bool backslashEscapes, SqlScript? script)
    {
        _sql = _source = sql;
        _positional = positional;
        _backslashEscapes = backslashEscapes;
        _script = script;
        _lexer = new SqlLexer(sql, backslashEscapes);
    }

    /// <summary>Takes SQL apart. Where it has a $1, its @names are operators.</summary>
    /// <param name="sql">The user's text.</param>
    /// <param name="backslashEscapes">Whether standard_conforming_strings is off.</param>
    /// <param name="script">What psql would read a file with; null for a text that is none.</param>
    /// <exception cref="PgTaskException">MetaCommand, NulInQuery.</exception>
    public static SqlText Scan(string sql, bool backslashEscapes = false, SqlScript? script = null)
    {
        if (sql.Contains('\0', StringComparison.Ordinal))
        {
            throw SqlErrors.NulInQuery();
        }

        if (sql.Contains('$', StringComparison.Ordinal)
            && new SqlScanner(sql, positional: true, backslashEscapes, script).Scan() is { Names.Count: > 0 } positional)
        {
            return positional;
        }

        return new SqlScanner(sql, positional: false, backslashEscapes, script).Scan();
    }

    private SqlText Scan()
    {
        while (_lexer.TryRead(out SqlToken token))
        {
            Step(token);
            if (_copies && token.Kind == SqlTokenKind.Space)
            {
                TakeCopyData(token);
            }
        }

        EndStatement(_source.Length);
        return new SqlText(_statements, _names, _positional, _source, name => HiddenNames.Find(_source, name))
        {
            Path = _script?.Path,
        };
    }

    private void Step(SqlToken token)
    {
        ReadOnlySpan<char> text = _sql.AsSpan(token.Start, token.Length);
        if (token.Kind == SqlTokenKind.Symbol && text is ";" && _statement.MayEnd)
        {
            EndStatement(_fixedAt ?? token.Start);
        }
        else if (token.Kind == SqlTokenKind.Symbol && text is "\\")
        {
            StepCommand(ReadCommand(token.Start), token.Start);
        }
        else if (token.Kind == SqlTokenKind.Symbol && text is ":" && _script is not null
            && PsqlVariable.Find(_sql, token.Start) is { } variable && TryExpand(variable, token.Start))
        {
            _lexer.At = token.Start + variable.Length;
        }
        else if (token.Kind == SqlTokenKind.Placeholder && _positional && !_statement.HasOwnPlaceholders
            && TryReadNumber(text[1..], out int number))
        {
            while (_names.Count < number)
            {
                _names.Add((_names.Count + 1).ToString(CultureInfo.InvariantCulture));
            }

            AddPlaceholder(number - 1, _fixedAt ?? token.Start);
        }
        else if (token.Kind == SqlTokenKind.Operator && !_positional && !_statement.HasOwnPlaceholders
            && EndsInMark(text) && token.End < _sql.Length && SqlLexer.IsNameStart(_sql[token.End]))
        {
            Append(token.Kind, text[..^1], token.Start);
            _lexer.TryRead(out SqlToken name);
            AddPlaceholder(FindName(_sql.Substring(name.Start, name.Length)), _fixedAt ?? token.End - 1);
        }
        else
        {
            Append(token.Kind, text, token.Start);
        }
    }

    private void Append(SqlTokenKind kind, ReadOnlySpan<char> text, int start) =>
        _statement.Append(kind, text, _fixedAt ?? start, _fixedAt is not null);

    /// <summary>What psql does at a backslash, where that is no more than a server's part.</summary>
    private void StepCommand(string command, int start)
    {
        switch (command)
        {
            case @"\restrict" or @"\unrestrict" when _script is not null:
                // pg_dump writes them around its statements: what lies between holds no other command.
                int end = _sql.AsSpan(start).IndexOfAny('\n', '\r');
                _lexer.At = end < 0 ? _sql.Length : start + end;
                break;
            case [_, ';', ..] when _script is not null:
                break;
            case [_, ':', ..] when _script is not null:
                Append(SqlTokenKind.Symbol, ":", start + 1);
                _lexer.At = start + 2;
                break;
            default:
                int line = ErrorLine.GetLine(_source, _fixedAt ?? start);
                throw _script is null ? SqlErrors.MetaCommand(command) : SqlErrors.MetaCommand(command, _script.Path, line);
        }
    }

    /// <summary>Puts a variable's value in; false where there is none of the name.</summary>
    private bool TryExpand(PsqlVariable variable, int start)
    {
        bool isKnown = _script!.Variables.TryGetValue(variable.Name, out string? value);
        int source = _fixedAt ?? start;
        _script.Named.Add(variable.Name);
        if (variable.Form == '?')
        {
            _statement.Append(SqlTokenKind.Word, isKnown ? "TRUE" : "FALSE", source, isFixed: true);
            return true;
        }

        if (!isKnown || _expanding.Contains(variable.Name))
        {
            return false;
        }

        if (variable.Form != ':')
        {
            SqlTokenKind kind = variable.Form == '"' ? SqlTokenKind.QuotedName : SqlTokenKind.String;
            _statement.Append(kind, variable.Quote(value!), source, isFixed: true);
            return true;
        }

        (string sql, SqlLexer lexer, int? fixedAt) = (_sql, _lexer, _fixedAt);
        (_sql, _lexer, _fixedAt) = (value!, new SqlLexer(value!, _backslashEscapes), source);
        _expanding.Add(variable.Name);
        while (_lexer.TryRead(out SqlToken token))
        {
            Step(token);
        }

        _expanding.Remove(variable.Name);
        (_sql, _lexer, _fixedAt) = (sql, lexer, fixedAt);
        return true;
    }

    /// <summary>Takes the lines below COPY FROM STDIN, up to \., or to the end.</summary>
    private void TakeCopyData(SqlToken space)
    {
        int start = _source.IndexOf('\n', space.Start, space.Length) + 1;
        if (start == 0)
        {
            return;
        }

        int end = start;
        int next = start;
        while (next < _source.Length)
        {
            int length = _source.AsSpan(next).IndexOf('\n');
            int lineEnd = length < 0 ? _source.Length : next + length + 1;
            if (_source.AsSpan(next, lineEnd - next).TrimEnd("\r\n") is @"\.")
            {
                next = lineEnd;
                break;
            }

            (next, end) = (lineEnd, lineEnd);
        }

        _statements[^1] = _statements[^1] with { CopyData = _source[start..end] };
        _lexer.At = next;
        _copies = false;
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
        _statement.AddPlaceholder(index, source, clings, (_positional ? "$" : "@") + _names[index]);
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

    private void EndStatement(int end)
    {
        if (_statement.Build() is { } statement)
        {
            _statements.Add(statement with { End = end });
            _copies = _script is not null && statement.CopiesIn;
        }

        _statement = new StatementBuilder();
    }
}
