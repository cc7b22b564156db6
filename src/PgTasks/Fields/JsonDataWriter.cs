using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace PgTasks;

/// <summary>
/// Writes PowerShell's objects as JSON, as ConvertTo-Json does: of other .NET objects the properties, and of what is two
/// levels deeper in them the text. Enums, versions and times of day are words.
/// </summary>
internal sealed class JsonDataWriter : IDisposable
{
    private const int ObjectDepth = 2;
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Utf8JsonWriter _json;

    private JsonDataWriter() => _json = new(_bytes, new JsonWriterOptions { MaxDepth = JsonText.MaxDepth + 1 });

    /// <summary>The JSON text of a value.</summary>
    /// <exception cref="PgTaskException">DataTooDeep, DataNotReadable.</exception>
    public static string Write(object? value)
    {
        using JsonDataWriter writer = new();
        writer.Write(value, depth: 0, objects: 0);
        writer._json.Flush();
        return Encoding.UTF8.GetString(writer._bytes.WrittenSpan);
    }

    public void Dispose() => _json.Dispose();

    private void Write(object? value, int depth, int objects)
    {
        if (depth > JsonText.MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw TaskErrors.DataTooDeep(JsonText.MaxDepth);
        }

        object? bare = JsonData.Unwrap(value);
        switch (bare)
        {
            case null or DBNull:
                _json.WriteNullValue();
                break;
            case double and (double.NaN or double.PositiveInfinity or double.NegativeInfinity):
            case float and (float.NaN or float.PositiveInfinity or float.NegativeInfinity):
            case Enum or Uri or Version or TimeSpan or DateOnly or TimeOnly or Type:
                _json.WriteStringValue(Convert.ToString(bare, CultureInfo.InvariantCulture));
                break;
            case string or bool or char or byte or sbyte or short or ushort or int or uint or long or ulong or float
                or double or decimal or DateTime or DateTimeOffset or Guid:
                JsonSerializer.Serialize(_json, bare, bare.GetType());
                break;
            case BigInteger or Int128 or UInt128:
                _json.WriteRawValue(((IFormattable)bare).ToString(null, CultureInfo.InvariantCulture));
                break;
            case ScriptBlock:
                throw TaskErrors.DataNotReadable("A script block is no data.");
            case IDictionary dictionary:
                WriteDictionary(dictionary, depth, objects);
                break;
            case IEnumerable items:
                _json.WriteStartArray();
                foreach (object? item in items)
                {
                    Write(item, depth + 1, objects);
                }

                _json.WriteEndArray();
                break;
            case not PSObject and not PSCustomObject when objects > ObjectDepth:
                _json.WriteStringValue(bare.ToString());
                break;
            default:
                WriteProperties(PSObject.AsPSObject(value!), depth, objects + (bare is PSObject ? 0 : 1));
                break;
        }
    }

    private void WriteDictionary(IDictionary dictionary, int depth, int objects)
    {
        _json.WriteStartObject();
        foreach (DictionaryEntry entry in dictionary)
        {
            _json.WritePropertyName(Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!);
            Write(entry.Value, depth + 1, objects);
        }

        _json.WriteEndObject();
    }

    private void WriteProperties(PSObject value, int depth, int objects)
    {
        _json.WriteStartObject();
        foreach (PSPropertyInfo property in value.Properties)
        {
            if (property.IsGettable)
            {
                _json.WritePropertyName(property.Name);
                Write(Get(property), depth + 1, objects);
            }
        }

        _json.WriteEndObject();
    }

    /// <summary>Null where the property throws, as an IPv4 address's ScopeId does.</summary>
    private static object? Get(PSPropertyInfo property)
    {
        try
        {
            return property.Value;
        }
        catch (GetValueException)
        {
            return null;
        }
    }
}
