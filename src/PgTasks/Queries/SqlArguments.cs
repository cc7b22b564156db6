using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace PgTasks;

/// <summary>Takes the values of SQL's parameters from PowerShell's objects, and makes them bare.</summary>
internal static class SqlArguments
{
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

            values[i] = BareValue.Find(value, name);
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
                ? BareValue.Find(arguments[i], text.Names[i])
                : throw SqlErrors.ParameterMissing("$", text.Names[i]);
        }

        return values;
    }

    /// <summary>
    /// Refuses values that no name takes: where the text means another thing by @id than its author, as in a DO block,
    /// it would run without them.
    /// </summary>
    /// <exception cref="PgTaskException">ArgumentNotNamed.</exception>
    public static void RefuseUnnamed(SqlText text, IDictionary? parameters)
    {
        foreach (object key in parameters?.Keys ?? Array.Empty<object>())
        {
            string name = ToName(key);
            if (!text.Names.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw SqlErrors.ArgumentNotNamed(name, text);
            }
        }
    }

    /// <summary>The texts of psql's variables.</summary>
    /// <exception cref="PgTaskException">ParameterTypeNotSupported: a value is no single text.</exception>
    public static IReadOnlyDictionary<string, string> ToVariables(IDictionary variables)
    {
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in variables)
        {
            string name = ToName(entry.Key);
            texts[name] = BareValue.Find(entry.Value, name) switch
            {
                string text => text,
                SqlJson json => json.Text,
                DateTime or DateTimeOffset or DateOnly or TimeOnly =>
                    ((IFormattable)entry.Value!).ToString("o", CultureInfo.InvariantCulture),
                bool given => given ? "true" : "false",
                IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
                object other => throw SqlErrors.ParameterTypeNotSupported(name, other.GetType()),
                null => throw SqlErrors.ParameterTypeNotSupported(name, typeof(void)),
            };
        }

        return texts;
    }

    private static string ToName(object key) => key.ToString()!.TrimStart('@', ':', '$');

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
            if (ToName(entry.Key).Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                value = entry.Value;
                return true;
            }
        }

        return false;
    }
}
