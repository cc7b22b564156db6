using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Changes fields of tasks; what is not named stays.</summary>
[Cmdlet(VerbsCommon.Set, "PgTask", SupportsShouldProcess = true)]
[OutputType(typeof(PgTask))]
public sealed class SetPgTaskCommand : PgTaskChangeCmdlet
{
    private TaskChange _change = null!;

    /// <summary>What is to be done.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    /// <summary>More words about it; null or empty for none.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyString]
    public string? Description { get; set; }

    /// <summary>Where it stands.</summary>
    [Parameter]
    public PgTaskStatus Status { get; set; }

    /// <summary>How much it matters.</summary>
    [Parameter]
    public PgTaskPriority Priority { get; set; }

    /// <summary>The project it belongs to; null or empty for none.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyString]
    public string? Project { get; set; }

    /// <summary>Its tags, in place of those it has; null or empty for none.</summary>
    [Parameter]
    [Alias("Tags")]
    [AllowNull]
    [AllowEmptyCollection]
    public string[]? Tag { get; set; }

    /// <summary>When it shall be done; null for no time.</summary>
    [Parameter]
    [TimeTransformation(SomedayIsNone = true)]
    [ArgumentCompleter(typeof(TimeCompleter))]
    public DateTime? Due { get; set; }

    /// <summary>Before this time no worker may claim it; null for no time.</summary>
    [Parameter]
    [TimeTransformation]
    [ArgumentCompleter(typeof(TimeCompleter))]
    public DateTime? NotBefore { get; set; }

    /// <summary>A document to keep with it, in place of the one it has; null for none.</summary>
    [Parameter]
    [AllowNull]
    public object? Data { get; set; }

    /// <summary>After this many attempts it has failed for good.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int MaxAttempts { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Dictionary<TaskField, object?> fields = [];
        foreach (TaskField field in TaskFields.All.Where(field => field.IsSaidBy(TaskFieldUse.Set)))
        {
            if (MyInvocation.BoundParameters.TryGetValue(field.Parameter, out object? value))
            {
                fields.Add(field, Read(field, value));
            }
        }

        _change = new TaskChange { Fields = fields };
        if (fields.Count == 0)
        {
            throw Fail(TaskErrors.NothingToSet(), target: null);
        }
    }

    private protected override string Done => "changed";

    private protected override Task<StoreResult[]> SendAsync(IReadOnlyList<long> ids) =>
        Store.Tasks.SetAsync(ids, _change, PassThru, Caller, StopToken);

    /// <summary>What a parameter's value means for its field.</summary>
    private object? Read(TaskField field, object? value)
    {
        try
        {
            return field.Kind switch
            {
                TaskFieldKind.Text => value ?? "",
                TaskFieldKind.OptionalText => value is "" ? null : value,
                TaskFieldKind.Tags => TagText.Tidy((string[]?)value),
                TaskFieldKind.Json => TaskInput.Data(value, input: null),
                _ => value,
            };
        }
        catch (PgTaskException exception)
        {
            throw Fail(exception, value);
        }
    }
}
