using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace PgTasks.Benchmarks;

/// <summary>The rows that all contenders store: a title, a description, a priority, a project and a due time, as text.</summary>
internal static class Rows
{
    private static readonly string[] s_priorities = ["low", "normal", "high", "urgent"];

    private static readonly string[] s_columns = ["Title", "Description", "Priority", "Project", "Due"];

    /// <summary>A row as Import-Csv gives it.</summary>
    public static PSObject MakeObject(int i)
    {
        PSObject row = new();
        foreach ((string column, string field) in s_columns.Zip(Make(i)))
        {
            row.Properties.Add(new PSNoteProperty(column, field));
        }

        return row;
    }

    public static string[] Make(int i) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"Task {i}"),
        i % 10 == 0
            ? string.Create(CultureInfo.InvariantCulture, $"Call back, then write \"done\" beneath number {i}")
            : string.Create(CultureInfo.InvariantCulture, $"What there is to say about the task number {i}"),
        s_priorities[i % 4],
        string.Create(CultureInfo.InvariantCulture, $"Project {i % 10}"),
        new DateTime(2027, 1, 1).AddMinutes(i % 500_000).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
    ];

    /// <summary>Writes a CSV file with a header.</summary>
    public static void WriteCsv(string path, int rows)
    {
        using StreamWriter writer = new(path, append: false, new UTF8Encoding(false));
        writer.Write(string.Join(',', s_columns) + "\n");
        for (int i = 0; i < rows; i++)
        {
            writer.Write(string.Join(',', Make(i).Select(Quote)));
            writer.Write('\n');
        }
    }

    private static string Quote(string field) => field.AsSpan().ContainsAny(',', '"')
        ? '"' + field.Replace("\"", "\"\"", StringComparison.Ordinal) + '"'
        : field;
}
