using System.Globalization;
using System.Text;

namespace PgTasks.Postgres;

/// <summary>
/// Splits SQL into statements and makes its placeholders positional, past strings, quoted names, comments and dollar
/// quotes. As PostgreSQL's own scanner, but for <c>age=@age</c>, where it would see an operator <c>=@</c>.
/// </summary>
/// <remarks>https://www.postgresql.org/docs/current/sql-syntax-lexical.html</remarks>
internal sealed class SqlScanner
{
    private const string OperatorCharacters = "+-*/<>=~!@#%^&|`?";
    private readonly string _sql;
    private readonly bool _positional;
    private readonly List<SqlStatement> _statements = [];
    private readonly List<string> _names = [];
    private readonly StringBuilder _text = new();
    private readonly List<int> _arguments = [];
    private readonly HashSet<string> _words = [];
    private string _firstWord = "";
    private string _lastWord = "";
    private bool _hasContent;
    private int _parentheses;
    private int _atomic;
    private int _at;

    private SqlScanner(string sql, bool positional)
    {
        _sql = sql;
        _positional = positional;
    }

    /// <summary>Takes SQL apart. Where it has a $1, its @names are operators.</summary>
    public static SqlText Scan(string sql)
    {
        SqlText positional = new SqlScanner(sql, positional: true).Scan();
        return positional.Names.Count > 0 ? positional : new SqlScanner(sql, positional: false).Scan();
    }

    private SqlText Scan()
    {
        while (_at < _sql.Length)
        {
            Step(_sql[_at]);
        }

        EndStatement();
        return new SqlText(_statements, _names, _positional);
    }

    private void Step(char current)
    {
        char next = Peek(1);
        if (current == ';' && _parentheses == 0 && _atomic == 0)
        {
            EndStatement();
            _at++;
        }
        else if (char.IsWhiteSpace(current))
        {
            Take(1);
        }
        else if (current == '-' && next == '-')
        {
            int end = _sql.IndexOf('\n', _at);
            Take((end < 0 ? _sql.Length : end) - _at);
        }
        else if (current == '/' && next == '*')
        {
            Take(GetCommentLength());
        }
        else
        {
            _hasContent = true;
            StepContent(current, next);
        }
    }

    private void StepContent(char current, char next)
    {
        if (current is '\'' or '"')
        {
            Take(GetQuotedLength(current, escapes: false));
        }
        else if (IsNameStart(current))
        {
            StepWord();
        }
        else if (char.IsAsciiDigit(current))
        {
            // With what clings to it, as in 1e5 or 0x1F, so that no part of it is taken for a word.
            Take(CountWhile(_at, character => IsNamePart(character) || character == '.'));
        }
        else if (current == '$')
        {
            StepDollar(next);
        }
        else if (OperatorCharacters.Contains(current, StringComparison.Ordinal))
        {
            StepOperator();
        }
        else
        {
            _parentheses += current is '(' ? 1 : current is ')' ? -1 : 0;
            Take(1);
        }
    }

    private void StepWord()
    {
        int length = CountWhile(_at, IsNamePart);
        string word = _sql.Substring(_at, length).ToUpperInvariant();
        Take(length);
        if (word == "E" && Peek(0) == '\'')
        {
            Take(GetQuotedLength('\'', escapes: true));
            return;
        }

        _firstWord = _firstWord.Length == 0 ? word : _firstWord;
        _words.Add(word);
        if (_atomic > 0)
        {
            _atomic += word switch { "CASE" => 1, "END" => -1, _ => 0 };
        }
        else if (word == "ATOMIC" && _lastWord == "BEGIN")
        {
            _atomic = 1;
        }

        _lastWord = word;
    }

    private void StepDollar(char next)
    {
        if (char.IsAsciiDigit(next))
        {
            int length = CountWhile(_at + 1, char.IsAsciiDigit);
            if (_positional && int.TryParse(
                _sql.AsSpan(_at + 1, length), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                && number is > 0 and <= ushort.MaxValue)
            {
                while (_names.Count < number)
                {
                    _names.Add((_names.Count + 1).ToString(CultureInfo.InvariantCulture));
                }

                _at += length + 1;
                AddPlaceholder(number - 1);
            }
            else
            {
                Take(length + 1);
            }

            return;
        }

        int tag = IsNameStart(next) ? CountWhile(_at + 1, character => IsNamePart(character) && character != '$') : 0;
        if (Peek(tag + 1) != '$')
        {
            Take(1);
            return;
        }

        string quote = _sql.Substring(_at, tag + 2);
        int end = _sql.IndexOf(quote, _at + quote.Length, StringComparison.Ordinal);
        Take((end < 0 ? _sql.Length : end + quote.Length) - _at);
    }

    private void StepOperator()
    {
        int length = 0;
        while (OperatorCharacters.Contains(Peek(length), StringComparison.Ordinal)
            && !(length > 0 && (Matches(length, "--") || Matches(length, "/*"))))
        {
            length++;
        }

        ReadOnlySpan<char> run = _sql.AsSpan(_at, length);
        bool names = !_positional && run[^1] == '@' && IsNameStart(Peek(length))
            && !run.EndsWith("@@") && !run.EndsWith("<@") && !run.EndsWith("^@");
        if (!names)
        {
            Take(length);
            return;
        }

        Take(length - 1);
        int nameLength = CountWhile(_at + 1, IsNamePart);
        string name = _sql.Substring(_at + 1, nameLength);
        int index = _names.FindIndex(known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (index < 0)
        {
            index = _names.Count;
            _names.Add(name);
        }

        _at += nameLength + 1;
        AddPlaceholder(index);
    }

    private void AddPlaceholder(int index)
    {
        int argument = _arguments.IndexOf(index);
        if (argument < 0)
        {
            argument = _arguments.Count;
            _arguments.Add(index);
        }

        _text.Append(CultureInfo.InvariantCulture, $"${argument + 1}");
        if (IsNamePart(Peek(0)))
        {
            _text.Append(' ');
        }
    }

    private void EndStatement()
    {
        if (_hasContent)
        {
            _statements.Add(new SqlStatement(
                _text.ToString().Trim(), [.. _arguments], _words.ToHashSet(), _firstWord));
        }

        _text.Clear();
        _arguments.Clear();
        _words.Clear();
        (_firstWord, _lastWord, _hasContent) = ("", "", false);
    }

    private int GetQuotedLength(char quote, bool escapes)
    {
        int end = 1;
        while (_at + end < _sql.Length)
        {
            if (escapes && Peek(end) == '\\')
            {
                end += 2;
            }
            else if (Peek(end) == quote)
            {
                if (Peek(end + 1) != quote)
                {
                    return end + 1;
                }

                end += 2;
            }
            else
            {
                end++;
            }
        }

        return _sql.Length - _at;
    }

    private int GetCommentLength()
    {
        int depth = 1;
        int end = 2;
        while (depth > 0 && _at + end < _sql.Length)
        {
            int step = Matches(end, "/*") ? 1 : Matches(end, "*/") ? -1 : 0;
            depth += step;
            end += step == 0 ? 1 : 2;
        }

        return end;
    }

    private int CountWhile(int start, Func<char, bool> condition)
    {
        int end = start;
        while (end < _sql.Length && condition(_sql[end]))
        {
            end++;
        }

        return end - start;
    }

    private void Take(int length)
    {
        length = Math.Min(length, _sql.Length - _at);
        _text.Append(_sql, _at, length);
        _at += length;
    }

    private char Peek(int offset) => _at + offset < _sql.Length ? _sql[_at + offset] : '\0';

    private bool Matches(int offset, string what) =>
        string.CompareOrdinal(_sql, _at + offset, what, 0, what.Length) == 0;

    private static bool IsNameStart(char character) =>
        char.IsAsciiLetter(character) || character is '_' or >= '\u0080';

    private static bool IsNamePart(char character) =>
        IsNameStart(character) || char.IsAsciiDigit(character) || character == '$';
}
