using System.Collections.Specialized;
using System.Management.Automation;
using System.Text.Json;

namespace PgTasks;

/// <summary>PowerShell's objects as JSON, and back as <c>ConvertFrom-Json</c> gives them.</summary>
internal static class JsonData
{
    private const int MaxDepth = 64;

    /// <summary>Parses a JSON text into PSObjects, arrays, strings, numbers and booleans.</summary>
    public static object? ToObject(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json, JsonText.Options);
        return ToObject(document.RootElement);
    }

    /// <summary>Parses a JSON text as ToObject does, but its objects into ordered hashtables.</summary>
    public static object? ToHashtable(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json, JsonText.Options);
        return ToHashtable(document.RootElement);
    }

    /// <summary>The JSON text for a value. A string that is JSON already is taken as it is, words are quoted.</summary>
    /// <exception cref="PgTaskException">DataTooDeep, DataNotReadable: also a string that begins as JSON and is none.</exception>
    public static string? ToJson(object? value)
    {
        try
        {
            switch (Unwrap(value))
            {
                case null or DBNull:
                    return null;
                case string words when JsonText.IsWords(words):
                    return JsonText.Quote(words);
                case string text:
                    using (JsonDocument.Parse(text, JsonText.Options))
                    {
                        return text;
                    }

                default:
                    return JsonDataWriter.Write(value);
            }
        }
        catch (Exception exception)
            when (exception is RuntimeException or ArgumentException or NotSupportedException or JsonException
                or InvalidOperationException)
        {
            throw TaskErrors.DataNotReadable(exception.Message, exception);
        }
    }

    /// <summary>A value without its wrapping; a PSCustomObject is its wrapping.</summary>
    public static object? Unwrap(object? value) =>
        value is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : value;

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
}
