using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PgTasks;

/// <summary>Writes tasks as JSON objects, each on a line of its own, with or without an array around them.</summary>
internal sealed class JsonTaskWriter : TaskFileWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Utf8JsonWriter _json;
    private readonly bool _asArray;
    private bool _isFirst = true;

    /// <param name="text">Where the text goes.</param>
    /// <param name="asArray">Whether an array goes around them.</param>
    /// <param name="isUnicode">Whether characters other than ASCII's can be written as they are.</param>
    public JsonTaskWriter(TextWriter text, bool asArray, bool isUnicode) : base(text)
    {
        _asArray = asArray;
        _json = new Utf8JsonWriter(_bytes, new JsonWriterOptions
        {
            Encoder = isUnicode ? JavaScriptEncoder.UnsafeRelaxedJsonEscaping : JavaScriptEncoder.Default,
            SkipValidation = true,
        });
    }

    /// <inheritdoc/>
    public override void Begin() => Text.Write(_asArray ? "[" : "");

    /// <inheritdoc/>
    public override void Write(PgTask task)
    {
        _bytes.ResetWrittenCount();
        _json.Reset();
        WriteObject(task);
        _json.Flush();
        if (_asArray)
        {
            Text.Write(_isFirst ? "\n" : ",\n");
            _isFirst = false;
        }

        Text.Write(Encoding.UTF8.GetString(_bytes.WrittenSpan));
        if (!_asArray)
        {
            Text.Write('\n');
        }
    }

    /// <inheritdoc/>
    public override void End() => Text.Write(_asArray ? "\n]\n" : "");

    private void WriteObject(PgTask task)
    {
        _json.WriteStartObject();
        _json.WriteNumber(nameof(PgTask.Id), task.Id);
        _json.WriteString(nameof(PgTask.Title), task.Title);
        _json.WriteString(nameof(PgTask.Description), task.Description);
        _json.WriteString(nameof(PgTask.Status), task.Status.ToString());
        _json.WriteString(nameof(PgTask.Priority), task.Priority.ToString());
        _json.WriteString(nameof(PgTask.Project), task.Project);
        _json.WriteStartArray(nameof(PgTask.Tags));
        foreach (string? tag in task.Tags)
        {
            _json.WriteStringValue(tag);
        }

        _json.WriteEndArray();
        WriteTime(nameof(PgTask.Due), task.Due);
        WriteTime(nameof(PgTask.CreatedAt), task.CreatedAt);
        WriteTime(nameof(PgTask.UpdatedAt), task.UpdatedAt);
        WriteTime(nameof(PgTask.StartedAt), task.StartedAt);
        WriteTime(nameof(PgTask.CompletedAt), task.CompletedAt);
        WriteTime(nameof(PgTask.NotBefore), task.NotBefore);
        _json.WritePropertyName(nameof(PgTask.Data));
        _json.WriteRawValue(task.DataJson ?? "null", skipInputValidation: true);
        _json.WriteString(nameof(PgTask.ClaimedBy), task.ClaimedBy);
        WriteTime(nameof(PgTask.LeaseUntil), task.LeaseUntil);
        _json.WriteNumber(nameof(PgTask.Attempts), task.Attempts);
        _json.WriteNumber(nameof(PgTask.MaxAttempts), task.MaxAttempts);
        _json.WriteString(nameof(PgTask.LastError), task.LastError);
        _json.WriteEndObject();
    }

    private void WriteTime(string name, DateTime? time) =>
        _json.WriteString(name, time is null ? null : TimeText.Write(time.Value));
}
