using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace PgTasks.Postgres.Import;

/// <summary>Reads tasks from JSON objects.</summary>
internal sealed class JsonTaskReader(ImportRequest request, Stream utf8, RowWriter writer) : TaskFileReader(request)
{
    /// <summary>How deep Data may be nested, and a few levels for what is around it.</summary>
    public const int MaxDepth = JsonText.MaxDepth + 3;

    private const int MaxKnown = 1000;
    private static readonly int s_allDay = Array.IndexOf(TaskColumn.Imported, TaskColumn.Of(TaskFields.AllDay));
    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = MaxDepth };
    private readonly JsonRecords _records = new(utf8, request.Format == PgTaskFileFormat.JsonLines);
    private readonly Dictionary<string, TaskColumn?> _known = new(StringComparer.Ordinal);
    private readonly JsonElement?[] _values = new JsonElement?[TaskColumn.Imported.Length];

    /// <inheritdoc/>
    public override TaskColumn[] Columns => TaskColumn.Imported;

    /// <inheritdoc/>
    public override bool Read(RowBatch batch)
    {
        ReadOnlyMemory<byte> value;
        long line;
        try
        {
            if (!_records.Read(out value, out line))
            {
                return false;
            }
        }
        catch (JsonException exception)
        {
            throw Describe(_records.Line + (exception.LineNumber ?? 0), null, null, GetReason(exception), exception);
        }

        PgTaskException? error;
        try
        {
            if (!Utf8.IsValid(value.Span))
            {
                throw new JsonException("bytes that are no text in that encoding");
            }

            using JsonDocument document = JsonDocument.Parse(value, s_options);
            error = AddRow(batch, document.RootElement, line);
        }
        catch (JsonException exception)
        {
            error = Describe(line, null, Encoding.UTF8.GetString(value.Span), GetReason(exception), exception);
        }

        if (error is not null)
        {
            Refuse(error);
        }

        return true;
    }

    /// <inheritdoc/>
    public override void Dispose() => _records.Dispose();

    /// <summary>What the library says, without its own count of lines, which begins anew in each value.</summary>
    private static string GetReason(JsonException exception)
    {
        int place = exception.Message.IndexOf("LineNumber:", StringComparison.Ordinal);
        return (place < 0 ? exception.Message : exception.Message[..place]).TrimEnd(' ', '.', '|');
    }

    private PgTaskException? AddRow(RowBatch batch, JsonElement element, long line)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return Describe(line, null, element.GetRawText(), "it is no object");
        }

        Array.Clear(_values);
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (GetName(property) is not { } name)
            {
                return Describe(line, null, element.GetRawText(), "a property's name holds half of a character");
            }

            if (!_known.TryGetValue(name, out TaskColumn? column))
            {
                column = FindColumn(name, line);
                if (_known.Count < MaxKnown)
                {
                    _known.Add(name, column);
                }
            }

            if (column is not null)
            {
                _values[Array.IndexOf(TaskColumn.Imported, column)] = property.Value;
            }
        }

        batch.BeginRow();
        JsonElement? allDay = _values[s_allDay];
        string? said = allDay?.ValueKind == JsonValueKind.Null ? null : GetText(allDay);
        if (writer.Begin(said) is { } problem)
        {
            return Describe(line, TaskFields.AllDay.Property, said, problem);
        }

        for (int i = 0; i < _values.Length; i++)
        {
            TaskColumn column = TaskColumn.Imported[i];
            if (AddValue(batch, column, _values[i]) is { } reason)
            {
                return Describe(line, column.Field.Property, GetText(_values[i]), reason);
            }
        }

        batch.EndRow(line);
        return null;
    }

    private string? AddValue(RowBatch batch, TaskColumn column, JsonElement? value)
    {
        switch (value?.ValueKind)
        {
            case null or JsonValueKind.Null:
            case not null when column.Field.Kind == TaskFieldKind.Flag:
                return writer.AddDefault(batch, column);
            case not null when column.Field.Kind == TaskFieldKind.Json:
                return writer.Add(batch, column, value.Value.GetRawText());
            case JsonValueKind.Array when column.Field.Kind == TaskFieldKind.Tags:
                return AddTags(batch, value.Value);
            case JsonValueKind.String when column.Field.Kind == TaskFieldKind.OptionalText && GetText(value) is "":
                batch.AddText([]);
                return null;
            case JsonValueKind.String:
            case JsonValueKind.Number:
                return GetText(value) is { } text ? writer.Add(batch, column, text) : "it holds half of a character";
            default:
                return "it is neither text nor a number";
        }
    }

    private string? AddTags(RowBatch batch, JsonElement array)
    {
        List<string?> tags = [];
        foreach (JsonElement tag in array.EnumerateArray())
        {
            if (tag.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            {
                return "a tag is a text";
            }

            string? text = tag.ValueKind == JsonValueKind.Null ? null : GetText(tag);
            if (text is null ? tag.ValueKind != JsonValueKind.Null : text.Contains('\0', StringComparison.Ordinal))
            {
                return "a tag holds what is no character";
            }

            tags.Add(text);
        }

        TagText.Tidy(tags);
        batch.AddTexts(tags);
        return null;
    }

    private static string? GetName(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A string's text, or the JSON of what is none; null where it holds half of a surrogate pair.</summary>
    private static string? GetText(JsonElement? value)
    {
        try
        {
            return value?.ValueKind == JsonValueKind.String ? value.Value.GetString() : value?.GetRawText();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
