using System.Collections.ObjectModel;
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

    /// <summary>A text; null where it is missing, null or empty.</summary>
    public string? OptionalText(string name) => Text(name) is { Length: > 0 } text ? text : null;

    /// <summary>A word of an enum; a blank text is none.</summary>
    public T? Word<T>(string name)
        where T : struct, Enum => Value(name) switch
        {
            null => null,
            T word => word,
            string text when string.IsNullOrWhiteSpace(text) => null,
            { } value => EnumText<T>.TryRead(Convert<string>(value, name), out T word)
                ? word
                : throw TaskErrors.PropertyNotConvertible(name, EnumText<T>.Reason),
        };

    /// <summary>A number; a blank text is none.</summary>
    public int? Count(string name) => Value(name) switch
    {
        null => null,
        int number => number,
        string text when string.IsNullOrWhiteSpace(text) => null,
        { } value => Convert<int>(value, name),
    };

    /// <summary>A time, local where it says no zone; a blank text is none.</summary>
    public DateTime? Time(string name)
    {
        object? value = Value(name);
        if (value is null or DateTime)
        {
            return (DateTime?)value;
        }

        try
        {
            return TimeArgument.Read(value);
        }
        catch (FormatException exception)
        {
            throw TaskErrors.PropertyNotConvertible(name, exception.Message, exception);
        }
    }

    /// <summary>When it is due. Whether that is a day, the object's AllDay says, if it has one.</summary>
    public DueDate Due()
    {
        const string Name = nameof(PgTask.Due);
        if (given is not null && given.ContainsKey(Name))
        {
            return DueDate.Of((DateTime?)Value(Name));
        }

        if (input?.BaseObject is PgTask task)
        {
            return DueDate.Of(task);
        }

        try
        {
            return Value(Name) is { } value ? DueDate.Of(TimeArgument.ReadDue(value, Flag(nameof(PgTask.AllDay)))) : default;
        }
        catch (FormatException exception)
        {
            throw TaskErrors.PropertyNotConvertible(Name, exception.Message, exception);
        }
    }

    /// <summary>The tags, tidied. Those of a parameter come one by one; a property may have them in one text.</summary>
    public string[] Tags()
    {
        bool isGiven = given is not null && given.ContainsKey("Tag");
        switch (Value("Tag") ?? (isGiven ? null : Value("Tags")))
        {
            case null:
                return [];
            case string text:
                List<string?> tags = [];
                return TagText.Read(text, tags) is { } reason
                    ? throw TaskErrors.PropertyNotConvertible("Tags", reason)
                    : [.. tags!];
            case string[] texts:
                return TagText.Tidy(texts);
            case { } value:
                return TagText.Tidy(Convert<string[]>(value, "Tags"));
        }
    }

    /// <summary>
    /// The tasks that it depends on. What has a number of its own, as a task or a line of an exported file, names those
    /// of another list, or those that the task it is a copy of depends on: then they count only where a parameter says so.
    /// </summary>
    /// <param name="isLeft">Whether the object names some that do not count.</param>
    public long[] DependsOn(out bool isLeft)
    {
        const string Name = nameof(PgTask.DependsOn);
        long[] ids = Ids(Name);
        isLeft = ids.Length > 0 && given?.ContainsKey(Name) is not true && _properties![nameof(PgTask.Id)] is not null;
        return isLeft ? [] : ids;
    }

    /// <summary>Numbers of tasks.</summary>
    public long[] Ids(string name)
    {
        try
        {
            return Value(name) is { } value ? TaskIdTransformationAttribute.Read(value) ?? [] : [];
        }
        catch (FormatException exception)
        {
            throw TaskErrors.PropertyNotConvertible(name, exception.Message, exception);
        }
    }

    /// <summary>The JSON text of the document; JSON's null and a blank text are none.</summary>
    public string? Data()
    {
        bool isGiven = given is not null && given.ContainsKey("Data");
        return input?.BaseObject is PgTask task && !isGiven ? task.DataJson
            : Data(Value("Data"), isGiven ? input : null);
    }

    /// <summary>The JSON text of a document; a script block makes it of the object that is piped in.</summary>
    public static string? Data(object? value, PSObject? input)
    {
        // The binder does so for the other parameters; one that takes any object takes the block itself.
        object? made = JsonData.Unwrap(value) is ScriptBlock block && input is not null ? Run(block, input) : value;
        return JsonData.Unwrap(made) is string text && JsonText.IsNone(text) ? null : JsonData.ToJson(made);
    }

    /// <summary>A value without its wrapping; null where it is missing, null or DBNull.</summary>
    public object? Value(string name)
    {
        if (given is null || !given.TryGetValue(name, out object? value))
        {
            value = _properties?[name]?.Value;
        }

        return JsonData.Unwrap(value) is { } bare and not DBNull ? bare : null;
    }

    /// <summary>Yes or no, also as a file has it; a blank text is neither.</summary>
    private bool? Flag(string name) => Value(name) switch
    {
        null => null,
        bool flag => flag,
        { } value => FlagText.TryRead(Convert<string>(value, name), out bool? flag)
            ? flag
            : throw TaskErrors.PropertyNotConvertible(name, FlagText.Reason),
    };

    private static object? Run(ScriptBlock block, PSObject input)
    {
        try
        {
            Collection<PSObject?> made = block.InvokeWithContext(null, [new PSVariable("_", input)]);
            return made.Count == 1 ? made[0] : made.Count == 0 ? null : made;
        }
        catch (RuntimeException exception) when (exception is not PipelineStoppedException)
        {
            throw TaskErrors.DataNotReadable(exception.Message, exception);
        }
    }

    private static T Convert<T>(object value, string name)
    {
        try
        {
            return (T)LanguagePrimitives.ConvertTo(value, typeof(T), CultureInfo.InvariantCulture);
        }
        catch (PSInvalidCastException exception)
        {
            throw TaskErrors.PropertyNotConvertible(name, exception.Message, exception);
        }
    }
}
