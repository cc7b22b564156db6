using System.Globalization;
using System.Text;

namespace PgTasks.Postgres;

/// <summary>An array as a text that the server reads: {1,NULL,"a b"}, {{1,2},{3,4}}, [0:1]={1,2}.</summary>
/// <remarks>https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO</remarks>
internal static class ArrayLiteral
{
    /// <summary>The text of an array with several dimensions, or with arrays as its elements.</summary>
    /// <param name="array">The array; byte[] elements are values.</param>
    /// <param name="bounds">Where its dimensions begin; null: at 1.</param>
    /// <param name="kind">What its elements are for.</param>
    /// <param name="delimiter">What stands between the elements.</param>
    public static string Write(
        Array array, int[]? bounds = null, ValueKind kind = ValueKind.Other, char delimiter = ',')
    {
        StringBuilder text = new();
        if (bounds is not null)
        {
            for (int i = 0; i < array.Rank; i++)
            {
                text.Append(
                    CultureInfo.InvariantCulture, $"[{bounds[i]}:{bounds[i] + array.GetLength(i) - 1}]");
            }

            text.Append('=');
        }

        if (array.Length == 0)
        {
            return text.Append("{}").ToString();
        }

        Append(text, array, new int[array.Rank], dimension: 0, kind, delimiter);
        return text.ToString();
    }

    private static void Append(
        StringBuilder text, Array array, int[] index, int dimension, ValueKind kind, char delimiter)
    {
        text.Append('{');
        for (int i = 0; i < array.GetLength(dimension); i++)
        {
            index[dimension] = i;
            if (i > 0)
            {
                text.Append(delimiter);
            }

            if (dimension < array.Rank - 1)
            {
                Append(text, array, index, dimension + 1, kind, delimiter);
            }
            else
            {
                Append(text, array.Rank == 1 ? array.GetValue(i) : array.GetValue(index), kind, delimiter);
            }
        }

        text.Append('}');
    }

    private static void Append(StringBuilder text, object? element, ValueKind kind, char delimiter)
    {
        if (element is Array inner and not byte[])
        {
            text.Append(Write(inner, null, kind, delimiter));
            return;
        }

        string value = element is null ? "NULL" : ServerText.Write(element, kind);
        bool isQuoted = element is not null && IsQuoted(value, delimiter);
        if (!isQuoted)
        {
            text.Append(value);
            return;
        }

        text.Append('"');
        foreach (char character in value)
        {
            if (character is '"' or '\\')
            {
                text.Append('\\');
            }

            text.Append(character);
        }

        text.Append('"');
    }

    private static bool IsQuoted(string value, char delimiter) =>
        value.Length == 0
        || value.AsSpan().ContainsAny("\"\\{} \t\n\r\v\f")
        || value.Contains(delimiter)
        || value.Equals("NULL", StringComparison.OrdinalIgnoreCase);
}
