using System.Globalization;

namespace PgTasks;

/// <summary>The columns of a result.</summary>
internal sealed class SqlColumns
{
    /// <summary>Columns of these names and types.</summary>
    /// <param name="names">As the server gives them; two may be the same.</param>
    /// <param name="isJson">Which of them hold JSON texts.</param>
    public SqlColumns(IReadOnlyList<string> names, bool[] isJson)
    {
        Names = KeepApart(names);
        IsJson = isJson;
    }

    /// <summary>A name for each column, each but once in any case of letters: id, id_2 …</summary>
    public string[] Names { get; }

    /// <summary>Which columns hold JSON texts.</summary>
    public bool[] IsJson { get; }

    private static string[] KeepApart(IReadOnlyList<string> names)
    {
        HashSet<string> taken = new(names, StringComparer.OrdinalIgnoreCase);
        Dictionary<string, int> numbers = new(StringComparer.OrdinalIgnoreCase);
        string[] result = new string[names.Count];
        for (int i = 0; i < result.Length; i++)
        {
            int number = numbers.GetValueOrDefault(names[i], 1);
            result[i] = names[i];
            while (number > 1 && !taken.Add(result[i] = string.Create(CultureInfo.InvariantCulture, $"{names[i]}_{number}")))
            {
                number++;
            }

            numbers[names[i]] = number + 1;
        }

        return result;
    }
}
