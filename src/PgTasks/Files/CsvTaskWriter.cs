using System.Buffers;
using System.Globalization;

namespace PgTasks;

/// <summary>Writes tasks as CSV, the properties' names in the first line.</summary>
internal sealed class CsvTaskWriter(TextWriter text, char delimiter) : TaskFileWriter(text)
{
    private static readonly string[] s_columns = [
        nameof(PgTask.Id), nameof(PgTask.Title), nameof(PgTask.Description), nameof(PgTask.Status),
        nameof(PgTask.Priority), nameof(PgTask.Project), nameof(PgTask.Tags), nameof(PgTask.Due),
        nameof(PgTask.CreatedAt), nameof(PgTask.UpdatedAt), nameof(PgTask.StartedAt), nameof(PgTask.CompletedAt),
        nameof(PgTask.NotBefore), nameof(PgTask.Data), nameof(PgTask.ClaimedBy), nameof(PgTask.LeaseUntil),
        nameof(PgTask.Attempts), nameof(PgTask.MaxAttempts), nameof(PgTask.LastError)];

    private readonly SearchValues<char> _special = SearchValues.Create([delimiter, '"', '\r', '\n']);

    /// <summary>The first line, without its end.</summary>
    public static string GetHeader(char delimiter) => string.Join(delimiter, s_columns);

    /// <inheritdoc/>
    public override void Begin() => Text.Write(GetHeader(delimiter) + "\n");

    /// <inheritdoc/>
    public override void Write(PgTask task)
    {
        Write(task.Id.ToString(CultureInfo.InvariantCulture), '\0');
        Write(task.Title, delimiter);
        Write(task.Description, delimiter);
        Write(task.Status.ToString(), delimiter);
        Write(task.Priority.ToString(), delimiter);
        Write(task.Project, delimiter);
        Write(TagText.Format(task.Tags), delimiter);
        Write(task.Due, delimiter);
        Write(task.CreatedAt, delimiter);
        Write(task.UpdatedAt, delimiter);
        Write(task.StartedAt, delimiter);
        Write(task.CompletedAt, delimiter);
        Write(task.NotBefore, delimiter);
        Write(task.DataJson, delimiter);
        Write(task.ClaimedBy, delimiter);
        Write(task.LeaseUntil, delimiter);
        Write(task.Attempts.ToString(CultureInfo.InvariantCulture), delimiter);
        Write(task.MaxAttempts.ToString(CultureInfo.InvariantCulture), delimiter);
        Write(task.LastError, delimiter);
        Text.Write('\n');
    }

    private void Write(DateTime? time, char before) => Write(time is null ? null : TimeText.Write(time.Value), before);

    private void Write(string? value, char before)
    {
        if (before != '\0')
        {
            Text.Write(before);
        }

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
