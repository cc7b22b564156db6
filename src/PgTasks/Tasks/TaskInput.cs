using System.Globalization;
using System.Management.Automation;

namespace PgTasks;

/// <summary>
/// Reads a new task's fields from the properties of a piped object. The binder could do so, too, but passes over a
/// value that it cannot convert in silence, and takes four times as long.
/// </summary>
internal static class TaskInput
{
    private static readonly Dictionary<string, PgTaskPriority> s_priorities =
        Enum.GetValues<PgTaskPriority>().ToDictionary(value => value.ToString(), StringComparer.OrdinalIgnoreCase);

    /// <summary>The title: a string or a number is one itself, another object has it for a property.</summary>
    public static string? GetTitle(PSObject? input) => input?.BaseObject switch
    {
        null => null,
        string text => text,
        ValueType value => System.Convert.ToString(value, CultureInfo.InvariantCulture),
        _ => GetText(input, "Title"),
    };

    /// <summary>A property as text; null where it is missing or null.</summary>
    public static string? GetText(PSObject? input, string name) => GetValue(input, name) switch
    {
        null => null,
        string text => text,
        { } value => Convert<string>(value, name),
    };

    /// <summary>The priority; an empty text is none.</summary>
    public static PgTaskPriority? GetPriority(PSObject? input, string name) => GetValue(input, name) switch
    {
        null or "" => null,
        PgTaskPriority priority => priority,
        string text when s_priorities.TryGetValue(text, out PgTaskPriority priority) => priority,
        { } value => Convert<PgTaskPriority>(value, name),
    };

    /// <summary>A number; an empty text is none.</summary>
    public static int? GetNumber(PSObject? input, string name) => GetValue(input, name) switch
    {
        null or "" => null,
        { } value => Convert<int>(value, name),
    };

    /// <summary>A time, local where it says no zone; an empty text is none.</summary>
    public static DateTime? GetTime(PSObject? input, string name) =>
        TimeTransformationAttribute.ToTime(GetValue(input, name)) switch
        {
            null => null,
            DateTime time => time,
            { } value => Convert<DateTime>(value, name),
        };

    /// <summary>Texts; a single one is an array of one.</summary>
    public static string[]? GetTexts(PSObject? input, string name) => GetValue(input, name) switch
    {
        null => null,
        string[] texts => texts,
        string text => [text],
        { } value => Convert<string[]>(value, name),
    };

    /// <summary>A property's value without its wrapping; null for an object that has no such property.</summary>
    public static object? GetValue(PSObject? input, string name) =>
        input is null or { BaseObject: string or ValueType }
            ? null
            : input.Properties[name]?.Value switch
            {
                PSObject { BaseObject: not PSCustomObject } wrapped => wrapped.BaseObject,
                object value => value,
                null => null,
            };

    private static T Convert<T>(object value, string name)
    {
        try
        {
            return (T)LanguagePrimitives.ConvertTo(value, typeof(T), CultureInfo.InvariantCulture);
        }
        catch (PSInvalidCastException exception)
        {
            throw new PgTaskException(
                "PropertyNotConvertible",
                ErrorCategory.InvalidData,
                $"The property {name} does not fit a task: {exception.Message}",
                exception);
        }
    }
}
