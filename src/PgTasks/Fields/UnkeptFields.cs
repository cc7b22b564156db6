using System.Management.Automation;

namespace PgTasks;

/// <summary>Finds what piped objects say of a task that only an import keeps, as its Status.</summary>
internal sealed class UnkeptFields
{
    // Which of the properties there are is looked at now and then: objects of a pipeline are mostly alike.
    private const int LookEvery = 64;
    private static readonly PgTask s_new = new NewTask();
    private static readonly TaskField[] s_fields = Array.FindAll(
        TaskFields.All, field => field.IsSaidBy(TaskFieldUse.Import) && !field.IsSaidBy(TaskFieldUse.Add));

    private TaskField[] _present = [];
    private int _seen;

    /// <summary>The names of those that the object says; null where a new task is as it says.</summary>
    public string? Find(PSObject? input)
    {
        TaskField[] unkept = input?.BaseObject switch
        {
            null or string or ValueType => [],
            // A copy of a task is a new one: it has its own times of being added and changed, and by whom.
            PgTask task => Array.FindAll(s_fields, field => field.Kind is not (TaskFieldKind.Time or TaskFieldKind.Actor)
                && !Equals(field.GetValue(task), field.GetValue(s_new))),
            _ => FindIn(input.Properties),
        };
        return unkept.Length == 0 ? null : string.Join(", ", unkept.Select(field => field.Property));
    }

    private TaskField[] FindIn(PSMemberInfoCollection<PSPropertyInfo> properties)
    {
        if (_seen++ % LookEvery == 0)
        {
            _present = Array.FindAll(s_fields, field => properties[field.Property] is not null);
        }

        return _present.Length == 0 ? [] : Array.FindAll(_present, field => IsSaid(field, properties));
    }

    private static bool IsSaid(TaskField field, PSMemberInfoCollection<PSPropertyInfo> properties)
    {
        string? text = JsonData.Unwrap(properties[field.Property]?.Value)?.ToString();
        return !string.IsNullOrWhiteSpace(text)
            && !text.Trim().Equals(field.GetText(s_new), StringComparison.OrdinalIgnoreCase);
    }
}
