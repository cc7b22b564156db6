using System.Buffers;

namespace PgTasks;

/// <summary>Writes tasks as CSV, the properties' names in the first line.</summary>
internal sealed class CsvTaskWriter(TextWriter text, char delimiter) : TaskFileWriter(text)
{
    private readonly SearchValues<char> _special = SearchValues.Create([delimiter, '"', '\r', '\n']);

    /// <summary>The first line, without its end.</summary>
    public static string GetHeader(char delimiter) => string.Join(delimiter, TaskFields.Written.Select(field => field.Property));

    /// <inheritdoc/>
    public override void Begin() => Text.Write(GetHeader(delimiter) + "\n");

    /// <inheritdoc/>
    public override void Write(PgTask task)
    {
        foreach (TaskField field in TaskFields.Written)
        {
            if (field != TaskFields.Written[0])
            {
                Text.Write(delimiter);
            }

            Write(field.GetText(task));
        }

        Text.Write('\n');
    }

    private void Write(string? value)
    {
        // Quoted where the ends are blank: other readers of CSV trim.
        if (value is { Length: > 0 } && (value.AsSpan().ContainsAny(_special)
            || char.IsWhiteSpace(value[0]) || char.IsWhiteSpace(value[^1])))
        {
            Text.Write('"');
            Text.Write(value.Replace("\"", "\"\"", StringComparison.Ordinal));
            Text.Write('"');
        }
        else
        {
            Text.Write(value);
        }
    }
}
