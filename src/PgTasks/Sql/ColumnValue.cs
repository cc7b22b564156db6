using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace PgTasks;

/// <summary>PowerShell's values as those a column takes: COPY itself casts nothing.</summary>
internal static class ColumnValue
{
    /// <summary>The value as the type, or null. An empty text is null but where the type is a text.</summary>
    /// <exception cref="PSInvalidCastException">It cannot be one.</exception>
    public static object? Convert(object? value, Type type)
    {
        object? bare = BareValue.Find(value, type.Name);
        if (bare is null || (bare is string { Length: 0 } && type != typeof(string)))
        {
            return null;
        }

        if (bare.GetType() == type && bare is not DateTime)
        {
            return bare;
        }

        return type.IsArray && type != typeof(byte[])
            ? ConvertArray(bare, type.GetElementType()!)
            : ConvertOne(bare, value, Nullable.GetUnderlyingType(type) ?? type);
    }

    private static Array ConvertArray(object bare, Type element)
    {
        object?[] items = bare is IEnumerable list and not string ? [.. list.Cast<object?>()] : [bare];
        Array array = Array.CreateInstance(element, items.Length);
        for (int i = 0; i < items.Length; i++)
        {
            array.SetValue(items[i] is null ? null : Convert(items[i], element), i);
        }

        return array;
    }

    private static object? ConvertOne(object bare, object? original, Type type) => type switch
    {
        _ when type == typeof(string) => ToText(bare),
        _ when type == typeof(SqlJson) => new SqlJson(JsonData.ToJson(original)!),
        _ when type == typeof(bool) && bare is string text => ParseBoolean(text),
        _ when type == typeof(DateTime) => ToTime(bare),
        _ when type == typeof(DateOnly) => bare is DateOnly ? bare : ToDate(ToTime(bare)),
        _ when type == typeof(TimeSpan) && bare is TimeOnly time => time.ToTimeSpan(),
        _ when type == typeof(TimeSpan) && bare is string text => TimeSpan.TryParse(
            text, CultureInfo.InvariantCulture, out TimeSpan span) ? span : throw new PSInvalidCastException(),
        _ => LanguagePrimitives.ConvertTo(bare, type, CultureInfo.InvariantCulture),
    };

    private static string ToText(object bare) => bare switch
    {
        SqlJson json => json.Text,
        DateTime or DateTimeOffset or DateOnly or TimeOnly =>
            ((IFormattable)bare).ToString("o", CultureInfo.InvariantCulture),
        // Both a text and an interval: https://www.postgresql.org/docs/current/datatype-datetime.html
        TimeSpan { Ticks: < 0 } span => span.ToString("'-'d' -'hh':'mm':'ss'.'ffffff", CultureInfo.InvariantCulture),
        TimeSpan span => span.ToString("d' 'hh':'mm':'ss'.'ffffff", CultureInfo.InvariantCulture),
        _ => (string)LanguagePrimitives.ConvertTo(bare, typeof(string), CultureInfo.InvariantCulture),
    };

    private static DateTime ToTime(object bare) => bare switch
    {
        DateTimeOffset time => time.UtcDateTime,
        DateOnly date => date.ToDateTime(TimeOnly.MinValue),
        "infinity" => DateTime.MaxValue,
        "-infinity" => DateTime.MinValue,
        DateTime time => time,
        string text => DateTime.TryParse(text, CultureInfo.InvariantCulture, out DateTime time)
            ? time
            : throw new PSInvalidCastException(),
        _ => throw new PSInvalidCastException(),
    };

    private static DateOnly ToDate(DateTime time) =>
        DateOnly.FromDateTime(time.Kind == DateTimeKind.Utc ? time.ToLocalTime() : time);

    // https://www.postgresql.org/docs/current/datatype-boolean.html
    private static bool ParseBoolean(string text) => text.Trim().ToUpperInvariant() switch
    {
        "TRUE" or "T" or "YES" or "Y" or "ON" or "1" => true,
        "FALSE" or "F" or "NO" or "N" or "OFF" or "0" => false,
        _ => throw new PSInvalidCastException(),
    };
}
