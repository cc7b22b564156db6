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
        foreach (TaskField field in TaskFields.Written)
        {
            _json.WritePropertyName(field.Property);
            WriteValue(field, task);
        }

        _json.WriteEndObject();
    }

    private void WriteValue(TaskField field, PgTask task)
    {
        switch (field.GetValue(task))
        {
            case string document when field.Kind == TaskFieldKind.Json:
                _json.WriteRawValue(document, skipInputValidation: true);
                break;
            case long number:
                _json.WriteNumberValue(number);
                break;
            case int number:
                _json.WriteNumberValue(number);
                break;
            case long[] ids:
                _json.WriteStartArray();
                foreach (long id in ids)
                {
                    _json.WriteNumberValue(id);
                }

                _json.WriteEndArray();
                break;
            case string[] tags:
                _json.WriteStartArray();
                foreach (string? tag in tags)
                {
                    _json.WriteStringValue(tag);
                }

                _json.WriteEndArray();
                break;
            default:
                _json.WriteStringValue(field.GetText(task));
                break;
        }
    }
}
