using System.Management.Automation;

namespace PgTasks;

/// <summary>
/// What Set-PgTask is to set: what its parameters say, and else the properties of what is piped in. Of a task nothing is
/// taken so: it says which task is meant, and not what that shall become.
/// </summary>
/// <param name="given">The parameters, whose script blocks the engine evaluates for each object.</param>
internal sealed class ChangeReader(Dictionary<string, object> given)
{
    private const string AddTag = nameof(AddTag);
    private const string RemoveTag = nameof(RemoveTag);
    private const string IfUpdatedAt = nameof(IfUpdatedAt);
    private static readonly TaskField[] s_fields =
        Array.FindAll(TaskFields.Written, field => field.IsSaidBy(TaskFieldUse.Set));

    // Read before there is an object: what is the same for all tasks, which travels once.
    private readonly HashSet<string> _fixed = [.. given.Where(IsFixed).Select(pair => pair.Key)];
    private TaskChange? _change;
    private bool? _isSame;

    /// <summary>Whether what is piped in is asked for its properties.</summary>
    public static bool IsAsked(PSObject? input) => input is not (null or { BaseObject: PgTask or string or ValueType })
        && !input.TypeNames.Contains($"Deserialized.{typeof(PgTask)}");

    /// <summary>Whether the parameters say the same for all tasks; to be asked where there is an object.</summary>
    public bool IsSame => _isSame ??= given.Keys.All(name => _fixed.Contains(name) || !IsOwn(name));

    /// <summary>What to set on the task that an object means; the same object where it is the same for all.</summary>
    /// <exception cref="PgTaskException">What is wrong with a value.</exception>
    public TaskChange Read(PSObject? input)
    {
        if (!IsAsked(input) && IsSame)
        {
            return _change ??= Read(input, properties: null);
        }

        return Read(input, IsAsked(input) ? input!.Properties : null);
    }

    private static bool IsOwn(string parameter) => parameter is AddTag or RemoveTag or IfUpdatedAt
        || Array.Exists(s_fields, field => field.Parameter == parameter);

    /// <summary>The engine puts an object of its own in place of a script block; an object parameter has the block.</summary>
    private static bool IsFixed(KeyValuePair<string, object> parameter) =>
        Array.Find(s_fields, field => field.Parameter == parameter.Key)?.Kind == TaskFieldKind.Json
            ? JsonData.Unwrap(parameter.Value) is not ScriptBlock
            : parameter.Value is null or string or string[] or DateTime or int or Enum or long[];

    private TaskChange Read(PSObject? input, PSMemberInfoCollection<PSPropertyInfo>? properties)
    {
        TaskInput named = new(input, given: null);
        Dictionary<TaskField, object?> fields = [];
        foreach ((string parameter, object? value) in given)
        {
            if (Array.Find(s_fields, field => field.Parameter == parameter) is { } field)
            {
                fields[field] = Convert(field, value, input);
            }
        }

        foreach (TaskField field in s_fields)
        {
            if (!fields.ContainsKey(field) && (properties?[field.Property] ?? properties?[field.Parameter]) is not null)
            {
                object? said = ReadNamed(field, named);
                if (said is not null || CanBeEmpty(field))
                {
                    fields[field] = said;
                }
            }
        }

        if (fields.TryGetValue(TaskFields.Due, out object? due))
        {
            (fields[TaskFields.Due], fields[TaskFields.AllDay]) = due is DueDate date
                ? (date.Value, date.AllDay)
                : ((DateTime?)null, false);
        }

        TagEdit? tags = given.ContainsKey(AddTag) || given.ContainsKey(RemoveTag)
            ? new TagEdit(TagText.Tidy(GetTags(AddTag)), TagText.Tidy(GetTags(RemoveTag)))
            : null;
        if (tags is not null && fields.TryGetValue(TaskFields.Tags, out object? all))
        {
            (fields[TaskFields.Tags], tags) = (tags.Apply((string[])all!), null);
        }

        return new TaskChange
        {
            Fields = fields,
            Tags = tags,
            IsOfObject = properties is not null,
            IfUpdatedAt = (DateTime?)given.GetValueOrDefault(IfUpdatedAt),
        };
    }

    private string[]? GetTags(string parameter) => (string[]?)given.GetValueOrDefault(parameter);

    /// <summary>What a parameter's value means for its field.</summary>
    private static object? Convert(TaskField field, object? value, PSObject? input) => field.Kind switch
    {
        TaskFieldKind.Text => value ?? "",
        TaskFieldKind.OptionalText => value is "" ? null : value,
        TaskFieldKind.Tags => TagText.Tidy((string[]?)value),
        TaskFieldKind.Json => TaskInput.Data(value, input),
        _ when field == TaskFields.Due => DueDate.Of((DateTime?)value),
        _ => value,
    };

    /// <summary>What an object's property means for its field; null where it is blank.</summary>
    private static object? ReadNamed(TaskField field, TaskInput input) => field.Kind switch
    {
        TaskFieldKind.Text when field == TaskFields.Title =>
            input.Text(field.Property) is { } title && !string.IsNullOrWhiteSpace(title) ? title : null,
        TaskFieldKind.Text => input.Text(field.Property) ?? "",
        TaskFieldKind.OptionalText => input.OptionalText(field.Property),
        TaskFieldKind.Status => input.Word<PgTaskStatus>(field.Property),
        TaskFieldKind.Priority => input.Word<PgTaskPriority>(field.Property),
        TaskFieldKind.Count => input.Count(field.Property),
        TaskFieldKind.Tags => input.Tags(),
        TaskFieldKind.Json => input.Data(),
        TaskFieldKind.Ids => input.Ids(field.Property),
        _ when field == TaskFields.Due => input.Due(),
        TaskFieldKind.OptionalTime => input.Time(field.Property),
        _ => throw new ArgumentOutOfRangeException(nameof(field), field.Kind, null),
    };

    /// <summary>Whether a blank cell empties it; else it leaves the field as it is.</summary>
    private static bool CanBeEmpty(TaskField field) => field.Kind is not (
        TaskFieldKind.Text or TaskFieldKind.Status or TaskFieldKind.Priority or TaskFieldKind.Count);
}
