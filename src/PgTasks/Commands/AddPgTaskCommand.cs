using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Adds tasks to the store and emits them as stored.</summary>
[Cmdlet(VerbsCommon.Add, "PgTask", DefaultParameterSetName = TitleSet, SupportsShouldProcess = true)]
[OutputType(typeof(PgTask))]
public sealed class AddPgTaskCommand : PgTaskBatchCmdlet
{
    private const string TitleSet = "Title";
    private const string InputSet = "InputObject";

    // Lets `-Due { $_.When }` work: a parameter takes a script block where some set takes it from the pipeline. The
    // binder itself never comes to this set, since InputObject takes each object first.
    private const string PropertySet = "Property";

    private BatchSender<NewTask> _tasks = null!;

    /// <summary>What is to be done; several titles are several tasks.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = TitleSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PropertySet, ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 0, ParameterSetName = InputSet)]
    [AllowNull]
    [AllowEmptyString]
    public string[]? Title { get; set; }

    /// <summary>A title, or an object whose properties are named as the parameters.</summary>
    [Parameter(Mandatory = true, ParameterSetName = InputSet, ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>More words about it.</summary>
    [Parameter(Position = 1, ParameterSetName = TitleSet)]
    [Parameter(Position = 1, ParameterSetName = PropertySet, ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 1, ParameterSetName = InputSet)]
    [AllowNull]
    [AllowEmptyString]
    public string? Description { get; set; }

    /// <summary>How much it matters.</summary>
    [Parameter(ParameterSetName = TitleSet)]
    [Parameter(ParameterSetName = PropertySet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = InputSet)]
    [EmptyAsNull]
    public PgTaskPriority? Priority { get; set; }

    /// <summary>The project it belongs to.</summary>
    [Parameter(ParameterSetName = TitleSet)]
    [Parameter(ParameterSetName = PropertySet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = InputSet)]
    [AllowNull]
    [AllowEmptyString]
    public string? Project { get; set; }

    /// <summary>Its tags.</summary>
    [Parameter(ParameterSetName = TitleSet)]
    [Parameter(ParameterSetName = PropertySet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = InputSet)]
    [Alias("Tags")]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? Tag { get; set; }

    /// <summary>When it shall be done; a time without a zone is local.</summary>
    [Parameter(ParameterSetName = TitleSet)]
    [Parameter(ParameterSetName = PropertySet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = InputSet)]
    [TimeTransformation]
    public DateTime? Due { get; set; }

    /// <summary>Before this time no worker may claim it.</summary>
    [Parameter(ParameterSetName = TitleSet)]
    [Parameter(ParameterSetName = PropertySet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = InputSet)]
    [TimeTransformation]
    public DateTime? NotBefore { get; set; }

    /// <summary>A document to keep with it: a hashtable, an object or JSON text.</summary>
    [Parameter(ParameterSetName = TitleSet)]
    [Parameter(ParameterSetName = PropertySet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = InputSet)]
    [AllowNull]
    public object? Data { get; set; }

    /// <summary>After this many attempts it has failed for good.</summary>
    [Parameter(ParameterSetName = TitleSet)]
    [Parameter(ParameterSetName = PropertySet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = InputSet)]
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
        try
        {
            foreach (string? title in (string?[]?)Title ?? [TaskInput.GetTitle(InputObject)])
            {
                AddTask(title, InputObject ?? (object?)title);
            }
        }
        catch (PgTaskException exception)
        {
            WriteError(DatabaseError.Create(exception, InputObject));
        }

        WriteAnswered();
    }

    private void AddTask(string? title, object? input)
    {
        if (string.IsNullOrWhiteSpace(title))
        {
            throw new PgTaskException(
                "TitleMissing",
                ErrorCategory.InvalidData,
                "A task needs a title. Pipe in titles, or objects with a Title (a hashtable as [pscustomobject]); name "
                + "another property by -Title { $_.Name }.");
        }

        string? project = Has(nameof(Project)) ? Project : TaskInput.GetText(InputObject, nameof(Project));
        NewTask task = new()
        {
            Input = input,
            Title = title,
            Description = (Has(nameof(Description)) ? Description : TaskInput.GetText(InputObject, nameof(Description)))
                ?? "",
            Priority = (Has(nameof(Priority)) ? Priority : TaskInput.GetPriority(InputObject, nameof(Priority)))
                ?? PgTaskPriority.Normal,
            Project = string.IsNullOrEmpty(project) ? null : project,
            Tags = Array.FindAll(
                (Has(nameof(Tag))
                    ? Tag
                    : TaskInput.GetTexts(InputObject, "Tags") ?? TaskInput.GetTexts(InputObject, nameof(Tag))) ?? [],
                tag => !string.IsNullOrEmpty(tag)),
            Due = Has(nameof(Due)) ? Due : TaskInput.GetTime(InputObject, nameof(Due)),
            NotBefore = Has(nameof(NotBefore)) ? NotBefore : TaskInput.GetTime(InputObject, nameof(NotBefore)),
            DataJson = JsonData.ToJson(Has(nameof(Data)) ? Data : TaskInput.GetValue(InputObject, nameof(Data))),
            MaxAttempts = (Has(nameof(MaxAttempts))
                ? MaxAttempts
                : TaskInput.GetNumber(InputObject, nameof(MaxAttempts))) ?? 1,
        };
        if (ShouldProcess(title))
        {
            _tasks.Post(task);
        }
    }

    /// <summary>Whether a parameter was given, by a value or by a script block for each object.</summary>
    private bool Has(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
