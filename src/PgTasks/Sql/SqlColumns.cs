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
        HashSet<string> own = new(names, StringComparer.OrdinalIgnoreCase);
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
        string[] result = new string[names.Count];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = names[i];
            for (int n = 2; !taken.Add(result[i]); n++)
            {
                do
                {
                    result[i] = string.Create(CultureInfo.InvariantCulture, $"{names[i]}_{n}");
                }
                while (own.Contains(result[i]) && n++ > 0);
            }
        }

        return result;
    }
}
