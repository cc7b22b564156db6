using System.Globalization;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>
/// What to write instead of what the server has refused, by the error's SQLSTATE and what stands at its place; never by
/// its words, which may be in another language.
/// </summary>
internal sealed class FaultAdvice
{
    private readonly SqlText _text;
    private readonly SqlStatement _statement;
    private readonly object?[] _values;
    private readonly List<SqlToken> _tokens = [];

    public FaultAdvice(SqlText text, SqlStatement statement, object?[] values)
    {
        (_text, _statement, _values) = (text, statement, values);
        SqlLexer lexer = new(statement.Text);
        while (lexer.TryRead(out SqlToken token))
        {
            if (!token.IsBlank)
            {
                _tokens.Add(token);
            }
        }
    }

    /// <summary>The advice, or null.</summary>
    /// <param name="sqlState">The error's code.</param>
    /// <param name="index">Its place in the statement's text, if it has one.</param>
    public string? Find(string sqlState, int? index)
    {
        int at = index is int given ? _tokens.FindIndex(token => token.End > given) : -1;
        return sqlState switch
        {
            PostgresErrorCodes.IndeterminateDatatype => FindUntyped(at),
            PostgresErrorCodes.AmbiguousFunction => FindCall(at),
            PostgresErrorCodes.UndefinedFunction => FindList(at) ?? FindComparison(at) ?? FindWrongCall(at),
            PostgresErrorCodes.UndefinedParameter when GetName(at) is string name =>
                $"{_statement.FirstWord} takes no parameters: have the server write the value in, by "
                + $"SELECT format('…%L…', {name}), and run what that gives.",
            PostgresErrorCodes.SyntaxError => FindSyntax(at, index),
            PostgresErrorCodes.UndefinedColumn when Is(at, SqlTokenKind.QuotedName) =>
                $"Text goes into single quotes, '{GetText(at).Trim('"')}'; double quotes make a name of it.",
            PostgresErrorCodes.UndefinedTable => FindTable(at),
            PostgresErrorCodes.ActiveSqlTransaction when _text.Statements.Count > 1 =>
                "Several statements run in one transaction, which this one does not bear: run it by itself.",
            _ => null,
        };
    }

    /// <summary>In pgtasks.tasks: the store's own table, misspelt or not yet there.</summary>
    private string? FindTable(int at)
    {
        const string Schema = "pgtasks";
        bool isInSchema = (Is(at, Schema) || Is(at, $"\"{Schema}\"")) && Is(at + 1, ".");
        bool isTask = isInSchema && (Is(at + 2, "task") || Is(at + 2, "\"task\""));
        return isTask ? "There is no store in this database yet. Run Initialize-PgTaskStore, as a role that may create it."
            : isInSchema || Is(at, "task") || Is(at, "tasks")
                ? $"The tasks are in {Schema}.task, or in the task of the schema that Connect-PgTask -Schema named."
                : null;
    }

    private string? FindUntyped(int at) =>
        GetName(at) is { } name ? Cast(at, name)
        : _tokens.FindIndex(token => token.Kind == SqlTokenKind.Placeholder) is >= 0 and int only
            && _statement.Arguments.Length == 1 ? Cast(only, GetName(only)!)
        : null;

    /// <summary>In f(@a): the type of what it is called with.</summary>
    private string? FindCall(int at) => FindArgument(at) is int token ? Cast(token, GetName(token)!) : null;

    /// <summary>In f(@a), where no f takes such a value.</summary>
    private string? FindWrongCall(int at) =>
        FindArgument(at) is int token && GetValue(token) is not (null or string) && GetName(token) is { } name
            ? $"Cast {name} to the type that is wanted, as in {name}::text."
            : null;

    private int? FindArgument(int at)
    {
        int open = at < 0 ? -1 : _tokens.FindIndex(at, token => Is(token, "("));
        bool isCall = open > 0 && _tokens[at..open].TrueForAll(
            token => token.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName || Is(token, "."));
        if (!isCall)
        {
            return null;
        }

        int depth = 0;
        for (int i = open; i < _tokens.Count; i++)
        {
            depth += Is(i, "(") ? 1 : Is(i, ")") ? -1 : 0;
            if (depth == 0)
            {
                return null;
            }

            if (depth == 1 && GetName(i) is not null && !Is(i + 1, "::"))
            {
                return i;
            }
        }

        return null;
    }

    /// <summary>In id IN (@ids): an array is one value of a list.</summary>
    private string? FindList(int at)
    {
        bool isNot = Is(at, "NOT");
        int list = isNot ? at + 1 : at;
        if (!Is(list, "IN") || !Is(list + 1, "("))
        {
            return null;
        }

        int array = _tokens.FindIndex(list, token => GetValue(_tokens.IndexOf(token)) is Array and not byte[]);
        return array < 0 ? null : SayAny(GetName(array)!, isNot);
    }

    /// <summary>In id = @ids.</summary>
    private string? FindComparison(int at)
    {
        bool compares = Is(at, "=") || Is(at, "<>") || Is(at, "!=");
        return compares && GetValue(at + 1) is Array and not byte[]? SayAny(GetName(at + 1)!, !Is(at, "=")) : null;
    }

    private string? FindSyntax(int at, int? index)
    {
        if (index >= _statement.Text.Length || at < 0)
        {
            return Is(_tokens.Count - 1, SqlTokenKind.Operator)
                ? "If a $1 stood there, write the query in single quotes: in double quotes PowerShell puts a variable in."
                : null;
        }

        if (GetName(at) is not { } name)
        {
            return Is(at, ":") && Is(at + 1, SqlTokenKind.Word)
                ? $"A parameter is written @{GetText(at + 1)}; psql's :{GetText(at + 1)} is for files, by -Path and -Variable."
                : null;
        }

        string before = at > 0 ? GetText(at - 1).ToUpperInvariant() : "";
        return before switch
        {
            "IN" => SayAny(name, Is(at - 2, "NOT")),
            "INTERVAL" or "DATE" or "TIME" or "TIMESTAMP" or "TIMESTAMPTZ" or "NUMERIC" or "JSON" or "JSONB" or "UUID" =>
                $"Write {name}::{before.ToLowerInvariant()}; a type before it takes a text in quotes only.",
            _ => $"A parameter is a value: {name} cannot stand for a name or a key word, and CREATE, ALTER and the like "
                + $"take none. Have the server write it in, by SELECT format('…%I…', {name}), and run what that gives.",
        };
    }

    private static string SayAny(string name, bool isNot) => isNot
        ? $"An array is one value: write <> ALL({name}) instead of NOT IN ({name})."
        : $"An array is one value: write = ANY({name}) instead of IN ({name}).";

    private string Cast(int token, string name) =>
        $"Say of which type it is, as in {name}::{GetTypeName(GetValue(token))}.";

    private static string GetTypeName(object? value) => value switch
    {
        Array { Length: > 0 } array when value is not byte[] => $"{GetTypeName(array.Cast<object?>().First())}[]",
        Array when value is not byte[] => "text[]",
        bool => "boolean",
        byte or sbyte or short or ushort or int => "int",
        uint or long => "bigint",
        decimal or ulong => "numeric",
        float or double => "float8",
        Guid => "uuid",
        DateTime or DateTimeOffset => "timestamptz",
        DateOnly => "date",
        TimeOnly => "time",
        TimeSpan => "interval",
        byte[] => "bytea",
        SqlJson => "jsonb",
        _ => "text",
    };

    /// <summary>The value's own name in the user's text, where the token is a placeholder.</summary>
    private string? GetName(int token) => GetArgument(token) is int argument
        ? (_text.IsPositional ? "$" : "@") + _text.Names[argument]
        : null;

    private object? GetValue(int token) =>
        GetArgument(token) is int argument && argument < _values.Length ? _values[argument] : null;

    private int? GetArgument(int token) =>
        Is(token, SqlTokenKind.Placeholder)
        && int.TryParse(GetText(token).AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        && number > 0 && number <= _statement.Arguments.Length
            ? _statement.Arguments[number - 1]
            : null;

    private bool Is(int token, SqlTokenKind kind) => token >= 0 && token < _tokens.Count && _tokens[token].Kind == kind;

    private bool Is(int token, string text) => token >= 0 && token < _tokens.Count && Is(_tokens[token], text);

    private bool Is(SqlToken token, string text) =>
        _statement.Text.AsSpan(token.Start, token.Length).Equals(text, StringComparison.OrdinalIgnoreCase);

    private string GetText(int token) => _statement.Text.Substring(_tokens[token].Start, _tokens[token].Length);
}
