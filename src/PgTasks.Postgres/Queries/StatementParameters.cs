using Npgsql;
using NpgsqlTypes;

namespace PgTasks.Postgres;

/// <summary>The parameters of a user's statement.</summary>
internal static class StatementParameters
{
    /// <summary>
    /// Adds them. Texts in an array go without a type, but in IN (@names): there the server would take the whole array
    /// for one text, and find nothing, without a word.
    /// </summary>
    /// <exception cref="PgTaskException">ParameterMissing, ParameterTypeNotSupported.</exception>
    public static void Add(NpgsqlParameterCollection parameters, SqlText text, SqlStatement statement, object?[] values)
    {
        SqlParameters.Add(parameters, text, statement, values);
        for (int i = 0; i < parameters.Count; i++)
        {
            if (parameters[i].NpgsqlDbType == NpgsqlDbType.Unknown
                && values[statement.Arguments[i]] is Array { Rank: 1 } array and not byte[]
                && array.Cast<object?>().All(item => item is null or string)
                && IsInList(statement.Text, $"${i + 1}"))
            {
                parameters[i].NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text;
                parameters[i].Value = array.Cast<string?>().ToArray();
            }
        }
    }

    /// <summary>Whether a placeholder stands in the parentheses of an IN.</summary>
    private static bool IsInList(string sql, string placeholder)
    {
        SqlLexer lexer = new(sql);
        int depth = 0;
        string last = "";
        while (lexer.TryRead(out SqlToken token))
        {
            if (token.IsBlank)
            {
                continue;
            }

            string text = sql.Substring(token.Start, token.Length);
            bool opens = text == "(" && (depth > 0 || last.Equals("IN", StringComparison.OrdinalIgnoreCase));
            depth += opens ? 1 : text == ")" && depth > 0 ? -1 : 0;
            if (depth == 1 && text == placeholder)
            {
                return true;
            }

            last = text;
        }

        return false;
    }
}
