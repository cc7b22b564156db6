using System.Globalization;
using System.Text;

namespace PgTasks.Postgres;

/// <summary>Gathers the pieces of one statement, and knows from them whether a semicolon ends it.</summary>
internal sealed class StatementBuilder
{
    private const int LeadingWords = 4;
    private const int OutlineLength = 80;
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _outline = new();
    private readonly List<SqlShift> _shifts = [];
    private readonly List<int> _arguments = [];
    private readonly HashSet<string> _words = [];
    private readonly List<string> _leading = [];
    private string _lastPiece = "";
    private int? _start;
    private int _length;
    private int _parentheses;
    private int _blocks;

    /// <summary>Whether it is past every parenthesis, and past the body of a routine in SQL.</summary>
    public bool MayEnd => _parentheses == 0 && _blocks == 0;

    /// <summary>Whether its $1 are the arguments of what it makes: a routine, or a prepared statement.</summary>
    public bool HasOwnPlaceholders => IsRoutine || _leading is ["PREPARE", not "TRANSACTION", ..];

    private bool IsRoutine => _leading is
        ["CREATE", "FUNCTION" or "PROCEDURE", ..] or ["CREATE", "OR", "REPLACE", "FUNCTION" or "PROCEDURE", ..];

    /// <summary>Takes a piece as it stands in the user's text.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="piece">The piece.</param>
    /// <param name="source">Where it stands in the user's text.</param>
    /// <param name="isFixed">Whether it only stands for what stands there: a variable's value.</param>
    public void Append(SqlTokenKind kind, ReadOnlySpan<char> piece, int source, bool isFixed = false)
    {
        if (piece.IsEmpty || (kind == SqlTokenKind.Space && _text.Length == 0))
        {
            return;
        }

        AddText(piece, source, isFixed);
        AddOutline(kind, piece);
        if (kind == SqlTokenKind.Space)
        {
            return;
        }

        _length = _text.Length;
        if (kind == SqlTokenKind.Comment)
        {
            return;
        }

        _start ??= source;
        if (kind == SqlTokenKind.Word)
        {
            AddWord(piece.ToString().ToUpperInvariant());
            return;
        }

        if (kind == SqlTokenKind.Symbol)
        {
            _parentheses = Math.Max(0, _parentheses + (piece is "(" ? 1 : piece is ")" ? -1 : 0));
        }

        _lastPiece = kind == SqlTokenKind.Symbol && piece is "." ? "." : "";
    }

    /// <summary>Takes a placeholder for a value of the text.</summary>
    /// <param name="index">The value's.</param>
    /// <param name="source">Where its name stands in the user's text.</param>
    /// <param name="clings">Whether a letter follows at once.</param>
    /// <param name="name">As the user wrote it.</param>
    public void AddPlaceholder(int index, int source, bool clings, string name)
    {
        _start ??= source;
        int argument = _arguments.IndexOf(index);
        if (argument < 0)
        {
            argument = _arguments.Count;
            _arguments.Add(index);
        }

        string text = string.Create(CultureInfo.InvariantCulture, $"${argument + 1}{(clings ? " " : "")}");
        AddText(text, source, isFixed: true);
        AddOutline(SqlTokenKind.Placeholder, name);
        _length = _text.Length;
        _lastPiece = "";
    }

    /// <summary>The statement; null where there was nothing but blanks and comments.</summary>
    public SqlStatement? Build()
    {
        if (_start is null)
        {
            return null;
        }

        return new SqlStatement(_text.ToString(0, _length), [.. _arguments], _words, _leading.FirstOrDefault() ?? "")
        {
            Start = _start.Value,
            Outline = _outline.ToString().Trim(),
            Shifts = _shifts,
        };
    }

    private void AddOutline(SqlTokenKind kind, ReadOnlySpan<char> piece)
    {
        if (_outline.Length < OutlineLength)
        {
            _outline.Append(kind switch
            {
                SqlTokenKind.Space => " ",
                SqlTokenKind.Comment => "",
                SqlTokenKind.String or SqlTokenKind.DollarString or SqlTokenKind.Number => "…",
                _ => piece,
            });
        }
    }

    private void AddText(ReadOnlySpan<char> piece, int source, bool isFixed)
    {
        bool goesOn = !isFixed && _shifts is [.., { IsFixed: false } last]
            && last.Source + (_text.Length - last.Text) == source;
        if (!goesOn)
        {
            _shifts.Add(new SqlShift(_text.Length, source, isFixed));
        }

        _text.Append(piece);
    }

    /// <summary>
    /// As psql, but for BEGIN, which begins a body only before ATOMIC, and for labels and names that look like a block's.
    /// </summary>
    private void AddWord(string word)
    {
        if (_leading.Count < LeadingWords)
        {
            _leading.Add(word);
        }

        _words.Add(word);
        if (IsRoutine && _parentheses == 0 && _lastPiece is not ("." or "AS"))
        {
            _blocks += word switch
            {
                "ATOMIC" when _blocks == 0 && _lastPiece == "BEGIN" => 1,
                "CASE" when _blocks > 0 => 1,
                "END" when _blocks > 0 => -1,
                _ => 0,
            };
        }

        _lastPiece = word;
    }
}
