using System.Globalization;
using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Adds tasks to the store and emits them as stored.</summary>
[Cmdlet(VerbsCommon.Add, "PgTask", DefaultParameterSetName = TitleSet, SupportsShouldProcess = true)]
[OutputType(typeof(PgTask))]
public sealed class AddPgTaskCommand : PgTaskBatchCmdlet
{
    private const string TitleSet = "Title";
    private const string InputSet = "InputObject";

    private BatchSender<NewTask> _tasks = null!;

    /// <summary>What is to be done; several titles are several tasks.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = TitleSet)]
    [Parameter(Position = 0, ParameterSetName = InputSet, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string[]? Title { get; set; }

    /// <summary>A title, or an object whose properties are named as the parameters.</summary>
    [Parameter(Mandatory = true, ParameterSetName = InputSet, ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>More words about it.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? Description { get; set; }

    /// <summary>How much it matters.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [PriorityTransformation]
    public PgTaskPriority? Priority { get; set; }

    /// <summary>The project it belongs to.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? Project { get; set; }

    /// <summary>Its tags.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Tags")]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? Tag { get; set; }

    /// <summary>When it shall be done; a time without a zone is local.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [TimeTransformation]
    public DateTime? Due { get; set; }

    /// <summary>Before this time no worker may claim it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [TimeTransformation]
    public DateTime? NotBefore { get; set; }

    /// <summary>A document to keep with it: a hashtable, an object or JSON text.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    public object? Data { get; set; }

    /// <summary>After this many attempts it has failed for good.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EmptyAsNull]
    public int? MaxAttempts { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _tasks = StartBatches<NewTask>(batch => Store.AddAsync(batch, Caller, StopToken), task => task.Input);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (FindUnboundProperty() is { } unbound)
        {
            WriteError(DatabaseError.Create(
                new PgTaskException(
                    "PropertyNotConvertible",
                    ErrorCategory.InvalidData,
                    $"The property {unbound.Name} with the value '{unbound.Value}' does not fit the parameter of that "
                    + "name; the task is not added."),
                InputObject));
            return;
        }

        foreach (string? title in (string?[]?)Title ?? [GetInputTitle()])
        {
            object? input = InputObject ?? (object?)title;
            if (string.IsNullOrWhiteSpace(title))
            {
                WriteError(DatabaseError.Create(
                    new PgTaskException(
                        "TitleMissing",
                        ErrorCategory.InvalidData,
                        "A task needs a title. Pipe in titles, or objects with a Title (a hashtable as "
                        + "[pscustomobject]); name another property by -Title { $_.Name }."),
                    input));
            }
            else if (MayProcess(title))
            {
                AddTask(title, input);
            }
        }

        WriteAnswered();
    }

    private void AddTask(string title, object? input)
    {
        string? json;
        try
        {
            json = JsonData.ToJson(Data);
        }
        catch (PgTaskException exception)
        {
            WriteError(DatabaseError.Create(exception, input));
            return;
        }

        _tasks.Post(new NewTask
        {
            Input = input,
            Title = title,
            Description = Description ?? "",
            Priority = Priority ?? PgTaskPriority.Normal,
            Project = string.IsNullOrEmpty(Project) ? null : Project,
            Tags = Tag is null ? [] : Array.FindAll(Tag, tag => !string.IsNullOrEmpty(tag)),
            Due = Due,
            NotBefore = NotBefore,
            DataJson = json,
            MaxAttempts = MaxAttempts ?? 1,
        });
    }

    /// <summary>
    /// A property of the input that is named as a parameter and has a value that the binder could not convert. The
    /// binder says nothing of it, since InputObject has taken the object.
    /// </summary>
    private PSPropertyInfo? FindUnboundProperty()
    {
        if (InputObject is null || InputObject.BaseObject is string or ValueType or PgTask)
        {
            return null;
        }

        // All else fits: anything is an object, and a string or an object whose text is taken is a string[].
        return FindUnbound(nameof(Description), Description)
            ?? FindUnbound(nameof(Priority), Priority)
            ?? FindUnbound(nameof(Project), Project)
            ?? FindUnbound(nameof(Due), Due)
            ?? FindUnbound(nameof(NotBefore), NotBefore)
            ?? FindUnbound(nameof(MaxAttempts), MaxAttempts);
    }

    private PSPropertyInfo? FindUnbound(string name, object? bound) =>
        bound is null
        && !MyInvocation.BoundParameters.ContainsKey(name)
        && InputObject!.Properties[name] is { Value: not (null or "") } property ? property : null;

    /// <summary>A string or a number is a title; any other object is asked for its Title property, by the binder.</summary>
    private string? GetInputTitle() => InputObject?.BaseObject switch
    {
        string text => text,
        ValueType value => Convert.ToString(value, CultureInfo.InvariantCulture),
        _ => null,
    };
}
