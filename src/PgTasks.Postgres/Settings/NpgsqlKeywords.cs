using System.ComponentModel;
using System.Reflection;
using Npgsql;

namespace PgTasks.Postgres.Settings;

/// <summary>Npgsql's keywords, asked of its own connection string builder.</summary>
internal static class NpgsqlKeywords
{
    private static readonly Dictionary<string, PropertyInfo> s_properties = Collect();

    /// <summary>Every keyword by which a setting may be called.</summary>
    public static IReadOnlyCollection<string> All => s_properties.Keys;

    /// <summary>The main keywords, in the order of Npgsql's documentation.</summary>
    public static IReadOnlyList<string> Ordered { get; } = [.. s_properties.Values.Distinct().Select(GetKeyword)];

    /// <summary>The keyword in Npgsql's main spelling, or null where it knows none such.</summary>
    public static string? Find(string keyword) =>
        s_properties.TryGetValue(keyword, out PropertyInfo? property) ? GetKeyword(property) : null;

    /// <summary>What values a keyword takes, in words.</summary>
    public static string DescribeValues(string keyword)
    {
        Type type = s_properties[keyword].PropertyType;
        return type.IsEnum ? "one of " + string.Join(", ", Enum.GetNames(type))
            : type == typeof(int) ? "a whole number"
            : type == typeof(bool) ? "true or false"
            : "another value";
    }

    /// <summary>Whether a setting's value is never to be shown.</summary>
    public static bool IsSecret(string keyword) => keyword is "Password" or "SSL Password";

    private static Dictionary<string, PropertyInfo> Collect()
    {
        Dictionary<string, PropertyInfo> properties = new(StringComparer.OrdinalIgnoreCase);
        foreach (PropertyInfo property in typeof(NpgsqlConnectionStringBuilder).GetProperties())
        {
            // The attribute that marks a keyword and holds its synonyms is internal to Npgsql.
            if (property.CustomAttributes.FirstOrDefault(
                data => data.AttributeType.Name == "NpgsqlConnectionStringPropertyAttribute") is { } attribute)
            {
                IEnumerable<string> synonyms = attribute.ConstructorArguments
                    .SelectMany(argument => (IEnumerable<CustomAttributeTypedArgument>)argument.Value!)
                    .Select(synonym => (string)synonym.Value!);
                string[] names = [GetKeyword(property), property.Name, .. synonyms];
                Array.ForEach(names, name => properties[name] = property);
            }
        }

        return properties;
    }

    private static string GetKeyword(PropertyInfo property) =>
        property.GetCustomAttribute<DisplayNameAttribute>()?.DisplayName ?? property.Name;
}
