using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Net;
using System.Net.NetworkInformation;
using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Security;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;

namespace PgTasks;

/// <summary>Values without PowerShell's wrapping, of the types that the store's side knows.</summary>
internal static class BareValue
{
    // A result's value that .NET cannot tell from another, by the wrapping in which it was given out.
    private static readonly ConditionalWeakTable<PSObject, ExactValue> s_exact = [];

    /// <summary>A value as the store takes it; arrays of several dimensions stay so, as do those in arrays.</summary>
    /// <param name="value">Anything of PowerShell's.</param>
    /// <param name="name">What it is for.</param>
    /// <exception cref="PgTaskException">ParameterTypeNotSupported.</exception>
    public static object? Find(object? value, string name)
    {
        object? bare = value;
        if (value is PSObject wrapped)
        {
            if (s_exact.TryGetValue(wrapped, out ExactValue? exact))
            {
                return exact;
            }

            bare = wrapped.BaseObject;
        }

        return bare switch
        {
            null or DBNull or Missing => null,
            _ when ReferenceEquals(value, AutomationNull.Value) => null,
            string or bool or sbyte or byte or short or ushort or int or uint or long or ulong or decimal or float
                or double or BigInteger or Guid or DateTime or DateTimeOffset or DateOnly or TimeOnly or TimeSpan
                or IPAddress or byte[] or SqlJson or ExactValue => bare,
            char or Rune or StringBuilder or Enum or Version or IPNetwork or PhysicalAddress => bare.ToString(),
            Uri uri => uri.OriginalString,
            SwitchParameter given => given.IsPresent,
            Half number => (float)number,
            Int128 number => (BigInteger)number,
            UInt128 number => (BigInteger)number,
            ArraySegment<byte> bytes => bytes.ToArray(),
            ReadOnlyMemory<byte> bytes => bytes.ToArray(),
            Memory<byte> bytes => bytes.ToArray(),
            BitArray bits => string.Concat(bits.Cast<bool>().Select(bit => bit ? '1' : '0')),
            XmlNode xml => xml.OuterXml,
            JsonElement json => new SqlJson(json.GetRawText()),
            JsonDocument json => new SqlJson(json.RootElement.GetRawText()),
            JsonNode json => new SqlJson(json.ToJsonString()),
            IDictionary or PSCustomObject => new SqlJson(JsonData.ToJson(value)!),
            SecureString or PSCredential or ScriptBlock or Delegate => throw SqlErrors.ParameterTypeNotSupported(name, bare.GetType()),
            Array array when IsKnown(array.GetType().GetElementType()!) => array,
            Array { Rank: > 1 } array => FindEach(array, name),
            IEnumerable items => items.Cast<object?>().Select(item => Find(item, name)).ToArray(),
            _ => FindText(value!, bare, name),
        };
    }

    /// <summary>A value of a result as users get it.</summary>
    public static object? Wrap(object? value)
    {
        if (value is not ExactValue exact)
        {
            return value;
        }

        PSObject wrapped = new(exact.Value);
        s_exact.Add(wrapped, exact);
        return wrapped;
    }

    private static bool IsKnown(Type element)
    {
        Type type = Nullable.GetUnderlyingType(element) ?? element;
        return (Type.GetTypeCode(type) is >= TypeCode.Boolean and <= TypeCode.String and not TypeCode.Char && !type.IsEnum)
            || type == typeof(BigInteger) || type == typeof(Guid) || type == typeof(DateTimeOffset)
            || type == typeof(DateOnly) || type == typeof(TimeOnly) || type == typeof(TimeSpan)
            || type == typeof(IPAddress) || type == typeof(byte[]);
    }

    private static Array FindEach(Array array, string name)
    {
        int[] lengths = [.. Enumerable.Range(0, array.Rank).Select(array.GetLength)];
        Array bare = Array.CreateInstance(typeof(object), lengths);
        int[] index = new int[array.Rank];
        foreach (object? item in array)
        {
            bare.SetValue(Find(item, name), index);
            for (int i = index.Length - 1; i >= 0 && ++index[i] == lengths[i]; i--)
            {
                index[i] = 0;
            }
        }

        return bare;
    }

    /// <summary>What PowerShell makes a text of; not what has none but the name of its class.</summary>
    private static string FindText(object value, object bare, string name)
    {
        string text = (string)LanguagePrimitives.ConvertTo(value, typeof(string), CultureInfo.InvariantCulture);
        return text == bare.GetType().ToString() ? throw SqlErrors.ParameterTypeNotSupported(name, bare.GetType()) : text;
    }
}
