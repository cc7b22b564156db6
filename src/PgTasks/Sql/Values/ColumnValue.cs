using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PgTasks;

/// <summary>
/// PowerShell's values on their way into a column: texts as they are, for the server to read; all others bare, and as JSON
/// where that is what the column holds.
/// </summary>
internal static class ColumnValue
{
    /// <summary>The value, or null. An empty text is null where the column's type has no empty value.</summary>
    /// <exception cref="PgTaskException">ParameterTypeNotSupported, or why it is no JSON.</exception>
    public static object? Find(object? value, TableColumn column, bool emptyIsNull = false)
    {
        object? bare = value is PSObject wrapped ? wrapped.BaseObject : value;
        if (bare is string text)
        {
            return text.Length == 0 && (emptyIsNull || column.IsArray || !column.HasEmpty) ? null : text;
        }

        if (bare is null or DBNull || ReferenceEquals(value, AutomationNull.Value))
        {
            return null;
        }

        if (column.IsArray)
        {
            return FindArray(value!, bare, column, emptyIsNull);
        }

        return column.Kind == ValueKind.Json && bare is not (JsonElement or JsonDocument or JsonNode or SqlJson)
            ? new SqlJson(JsonData.ToJson(value)!)
            : BareValue.Find(value, column.Name);
    }

    private static object? FindArray(object value, object bare, TableColumn column, bool emptyIsNull)
    {
        TableColumn element = column with { IsArray = false };
        return bare switch
        {
            Array { Rank: > 1 } => BareValue.Find(value, column.Name),
            IDictionary => new[] { Find(value, element, emptyIsNull) },
            byte[] when column.Kind != ValueKind.Integer => new[] { bare },
            IEnumerable items => items.Cast<object?>().Select(item => IsList(item)
                ? Find(item, column, emptyIsNull)
                : Find(item, element, emptyIsNull)).ToArray(),
            _ => new[] { Find(value, element, emptyIsNull) },
        };
    }

    private static bool IsList(object? item) =>
        (item is PSObject wrapped ? wrapped.BaseObject : item) is IEnumerable and not (string or IDictionary or byte[]);
}
