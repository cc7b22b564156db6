using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PgTasks;

/// <summary>PowerShell's objects as JSON, and back as <c>ConvertFrom-Json</c> gives them.</summary>
internal static class JsonData
{
    private const int MaxDepth = 64;

    /// <summary>Parses a JSON text into PSObjects, arrays, strings, numbers and booleans.</summary>
    public static object? ToObject(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return ToObject(document.RootElement);
    }

    /// <summary>Parses a JSON text as ToObject does, but its objects into ordered hashtables.</summary>
    public static object? ToHashtable(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return ToHashtable(document.RootElement);
    }

    /// <summary>The JSON text for a value. A string that is JSON already is taken as it is, any other is quoted.</summary>
    /// <exception cref="PgTaskException">DataTooDeep, DataNotReadable.</exception>
    public static string? ToJson(object? value)
    {
        object? bare = Unwrap(value);
        try
        {
            return bare switch
            {
                null => null,
                string text when IsJson(text) => text,
                _ => ToNode(value, depth: 0)?.ToJsonString(),
            };
        }
        catch (Exception exception)
            when (exception is RuntimeException or ArgumentException or NotSupportedException or JsonException)
        {
            throw TaskErrors.DataNotReadable(exception);
        }
    }

    private static bool IsJson(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static object? ToObject(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                PSObject result = new();
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    result.Properties.Add(new PSNoteProperty(property.Name, ToObject(property.Value)));
                }

                return result;
            case JsonValueKind.Array:
                return element.EnumerateArray().Select(ToObject).ToArray();
            case JsonValueKind.String:
                return element.GetString();
            case JsonValueKind.Number:
                return element.TryGetInt64(out long whole) ? whole
                    : element.TryGetDecimal(out decimal exact) ? exact : element.GetDouble();
            case JsonValueKind.True:
                return true;
            case JsonValueKind.False:
                return false;
            default:
                return null;
        }
    }

    private static object? ToHashtable(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                OrderedDictionary result = new(StringComparer.Ordinal);
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    result[property.Name] = ToHashtable(property.Value);
                }

                return result;
            case JsonValueKind.Array:
                return element.EnumerateArray().Select(ToHashtable).ToArray();
            default:
                return ToObject(element);
        }
    }

    private static JsonNode? ToNode(object? value, int depth)
    {
        if (depth > MaxDepth)
        {
            throw TaskErrors.DataTooDeep(MaxDepth);
        }

        object? bare = Unwrap(value);
        switch (bare)
        {
            case null:
                return null;
            case string or bool or char or byte or sbyte or short or ushort or int or uint or long or ulong or float
                or double or decimal or DateTime or DateTimeOffset or Guid:
                return JsonSerializer.SerializeToNode(bare);
            case Enum or Uri or Version or TimeSpan:
                return JsonValue.Create(bare.ToString());
            case IDictionary dictionary:
                JsonObject fields = [];
                foreach (DictionaryEntry entry in dictionary)
                {
                    fields[entry.Key.ToString()!] = ToNode(entry.Value, depth + 1);
                }

                return fields;
            case IEnumerable items:
                return new JsonArray([.. items.Cast<object?>().Select(item => ToNode(item, depth + 1))]);
            default:
                JsonObject properties = [];
                foreach (PSPropertyInfo property in PSObject.AsPSObject(value).Properties)
                {
                    if (property.IsGettable)
                    {
                        properties[property.Name] = ToNode(property.Value, depth + 1);
                    }
                }

                return properties;
        }
    }

    private static object? Unwrap(object? value) =>
        value is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : value;
}
