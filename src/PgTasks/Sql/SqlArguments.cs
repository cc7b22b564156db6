using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Net;
using System.Numerics;
using System.Security;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;

namespace PgTasks;

/// <summary>Takes the values of SQL's parameters from PowerShell's objects, and makes them bare.</summary>
internal static class SqlArguments
{
    // The narrowest of these that holds all elements.
    private static readonly Type[] s_widening =
        [typeof(int), typeof(long), typeof(decimal), typeof(BigInteger), typeof(double), typeof(DateTime)];

    private static readonly Type[] s_numbers =
    [
        typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long),
        typeof(ulong), typeof(decimal), typeof(BigInteger), typeof(float), typeof(double),
    ];

    /// <summary>The values of the names in a dictionary; without one, the given value of the record.</summary>
    /// <exception cref="PgTaskException">ParameterMissing, ParameterTypeNotSupported.</exception>
    public static object?[] Bind(SqlText text, IDictionary? parameters, PSObject? record)
    {
        if (text.IsPositional && record is not null && record.BaseObject is not (IDictionary or PSCustomObject))
        {
            return Bind(text, record.BaseObject is IList list and not byte[]? [.. list.Cast<object?>()] : [record]);
        }

        object?[] values = new object?[text.Names.Count];
        for (int i = 0; i < values.Length; i++)
        {
            string name = text.Names[i];
            if (!TryFind(record, name, out object? value) && !TryFind(parameters, name, out value))
            {
                throw SqlErrors.ParameterMissing(text.IsPositional ? "$" : "@", name);
            }

            values[i] = ToBare(value, name);
        }

        return values;
    }

    /// <summary>The values by their position.</summary>
    /// <exception cref="PgTaskException">ParameterMissing, ParameterTypeNotSupported, ArgumentNotNamed.</exception>
    public static object?[] Bind(SqlText text, IReadOnlyList<object?> arguments)
    {
        if (!text.IsPositional || arguments.Count > text.Names.Count)
        {
            throw SqlErrors.ArgumentNotNamed(text.IsPositional ? text.Names.Count : 0, arguments.Count);
        }

        object?[] values = new object?[text.Names.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = i < arguments.Count
                ? ToBare(arguments[i], text.Names[i])
                : throw SqlErrors.ParameterMissing("$", text.Names[i]);
        }

        return values;
    }

    /// <summary>A value without PowerShell's wrapping, of a type that the store's side knows.</summary>
    /// <exception cref="PgTaskException">ParameterTypeNotSupported.</exception>
    public static object? ToBare(object? value, string name)
    {
        object? bare = value is PSObject wrapped ? wrapped.BaseObject : value;
        return bare switch
        {
            null or DBNull => null,
            _ when ReferenceEquals(value, AutomationNull.Value) => null,
            string or bool or sbyte or byte or short or ushort or int or uint or long or ulong or decimal or float
                or double or BigInteger or Guid or DateTime or DateTimeOffset or DateOnly or TimeOnly or TimeSpan
                or IPAddress or byte[] => bare,
            char character => character.ToString(),
            SwitchParameter given => given.IsPresent,
            Enum or Version or Uri => bare.ToString(),
            XmlNode xml => xml.OuterXml,
            JsonElement json => new SqlJson(json.GetRawText()),
            JsonDocument json => new SqlJson(json.RootElement.GetRawText()),
            JsonNode json => new SqlJson(json.ToJsonString()),
            IDictionary or PSCustomObject => new SqlJson(JsonData.ToJson(value)!),
            SecureString or PSCredential => throw SqlErrors.ParameterTypeNotSupported(name, bare.GetType()),
            IEnumerable items => ToArray(items, name),
            _ => (string)LanguagePrimitives.ConvertTo(value, typeof(string), CultureInfo.InvariantCulture),
        };
    }

    /// <summary>The value of a property, or of a dictionary's key.</summary>
    public static bool TryFind(PSObject? record, string name, out object? value)
    {
        if (record?.BaseObject is IDictionary dictionary)
        {
            return TryFind(dictionary, name, out value);
        }

        PSPropertyInfo? property = record?.Properties[name];
        value = property?.Value;
        return property is not null;
    }

    private static object?[] ToArray(IEnumerable items, string name)
    {
        object?[] bare = [.. items.Cast<object?>().Select(item => ToBare(item, name))];
        Type[] types = [.. bare.OfType<object>().Select(item => item.GetType()).Distinct()];
        if (types.Length <= 1)
        {
            return bare;
        }

        Type? common = Array.Find(s_widening, wide => Array.TrueForAll(types, type => Widens(type, wide)));
        return common is null
            ? Array.ConvertAll(bare, item => (object?)(item is null ? null : ToText(item)))
            : Array.ConvertAll(bare, item => item is null
                ? null
                : LanguagePrimitives.ConvertTo(item, common, CultureInfo.InvariantCulture));
    }

    private static bool Widens(Type type, Type wide) => wide == type || (wide != typeof(DateTime)
        ? Array.IndexOf(s_numbers, type) is >= 0 and int rank && rank <= Array.IndexOf(s_numbers, wide)
            && (type != typeof(decimal) || wide != typeof(BigInteger))
        : type == typeof(DateTimeOffset) || type == typeof(DateOnly));

    private static string ToText(object item) => item is SqlJson json
        ? json.Text
        : (string)LanguagePrimitives.ConvertTo(item, typeof(string), CultureInfo.InvariantCulture);

    private static bool TryFind(IDictionary? dictionary, string name, out object? value)
    {
        value = null;
        if (dictionary is null)
        {
            return false;
        }

        if (dictionary.Contains(name))
        {
            value = dictionary[name];
            return true;
        }

        foreach (DictionaryEntry entry in dictionary)
        {
            if (entry.Key.ToString()!.TrimStart('@', ':', '$').Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                value = entry.Value;
                return true;
            }
        }

        return false;
    }
}
