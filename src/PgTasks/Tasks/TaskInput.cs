using System.Globalization;
using System.Management.Automation;

namespace PgTasks;

/// <summary>
/// What is asked for a task: a parameter that was given wins, else it is the property of that name of the object that was
/// piped in. The binder could do so, too, but passes over a value that it cannot convert in silence, and takes four
/// times as long.
/// </summary>
/// <param name="input">The object; null where there is none.</param>
/// <param name="given">The parameters that were given; null where none was.</param>
internal sealed class TaskInput(PSObject? input, Dictionary<string, object>? given)
{
    private static readonly Dictionary<string, PgTaskPriority> s_priorities =
        Enum.GetValues<PgTaskPriority>().ToDictionary(value => value.ToString(), StringComparer.OrdinalIgnoreCase);

    private readonly PSMemberInfoCollection<PSPropertyInfo>? _properties =
        input is null or { BaseObject: string or ValueType } ? null : input.Properties;

    /// <summary>The object's title: a string or a number is one itself, another has it for a property.</summary>
    public string? Title() => input?.BaseObject switch
    {
        null => null,
        string text => text,
        ValueType value => System.Convert.ToString(value, CultureInfo.InvariantCulture),
        _ => Text("Title"),
    };

    /// <summary>A text; null where it is missing or null.</summary>
    public string? Text(string name) => Value(name) switch
    {
        null => null,
        string text => text,
        { } value => Convert<string>(value, name),
    };

    /// <summary>A priority; an empty text is none.</summary>
    public PgTaskPriority? Priority(string name) => Value(name) switch
    {
        null or "" => null,
        PgTaskPriority priority => priority,
        string text when s_priorities.TryGetValue(text, out PgTaskPriority priority) => priority,
        { } value => Convert<PgTaskPriority>(value, name),
    };

    /// <summary>A number; an empty text is none.</summary>
    public int? Count(string name) => Value(name) switch
    {
        null or "" => null,
        int number => number,
        { } value => Convert<int>(value, name),
    };

    /// <summary>A time, local where it says no zone; an empty text is none.</summary>
    public DateTime? Time(string name)
    {
        object? value = Value(name);
        if (value is null or DateTime)
        {
            return (DateTime?)value;
        }

        try
        {
            return TimeArgument.Read(value, somedayIsNone: name == TaskFields.Due.Property);
        }
        catch (FormatException exception)
        {
            throw TaskErrors.PropertyNotConvertible(name, exception);
        }
    }

    /// <summary>Texts; a single one is an array of one.</summary>
    public string[]? Texts(string name) => Value(name) switch
    {
        null => null,
        string[] texts => texts,
        string text => [text],
        { } value => Convert<string[]>(value, name),
    };

    /// <summary>A value without its wrapping; null where it is missing or null.</summary>
    public object? Value(string name)
    {
        if (given is not null && given.TryGetValue(name, out object? value))
        {
            return value;
        }

        return _properties?[name]?.Value switch
        {
            PSObject { BaseObject: not PSCustomObject } wrapped => wrapped.BaseObject,
            object property => property,
            null => null,
        };
    }

    private static T Convert<T>(object value, string name)
    {
        try
        {
            return (T)LanguagePrimitives.ConvertTo(value, typeof(T), CultureInfo.InvariantCulture);
        }
        catch (PSInvalidCastException exception)
        {
            throw TaskErrors.PropertyNotConvertible(name, exception);
        }
    }
}
