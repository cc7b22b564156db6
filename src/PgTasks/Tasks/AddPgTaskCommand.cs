using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Adds tasks to the store and emits them as stored.</summary>
[Cmdlet(VerbsCommon.Add, "PgTask", DefaultParameterSetName = PipelineSet, SupportsShouldProcess = true)]
[OutputType(typeof(PgTask))]
public sealed class AddPgTaskCommand : PgTaskStoreCmdlet, IDisposable
{
    // Takes its parameters from the pipeline by name, so that `-Due { $_.When }` works: a parameter takes a script block
    // where some set has it from the pipeline. The binder itself never does so, since the other sets take each object.
    private const string TitleSet = "Title";
    private const string InputSet = "InputObject";

    // Objects and nothing else. For each object the binder walks through the parameters of the sets that are possible:
    // with this one first, half of its time goes.
    private const string PipelineSet = "Pipeline";

    private RecordBatches<NewTask>? _tasks;
    private UnkeptFields? _unkept = new();
    private bool _isHeard;
    private bool _isDependencyLeft;

    /// <summary>What is to be done; several titles are several tasks.</summary>
    [Parameter(
        Mandatory = true, Position = 0, ParameterSetName = TitleSet, ValueFromPipelineByPropertyName = true,
        HelpMessage = "What is to be done; several titles are several tasks")]
    [Parameter(Position = 0, ParameterSetName = InputSet)]
    [NoFileNames]
    [AllowNull]
    [AllowEmptyString]
    public string[]? Title { get; set; }

    /// <summary>A title, or an object whose properties are named as the parameters.</summary>
    [Parameter(
        Mandatory = true, ParameterSetName = InputSet, ValueFromPipeline = true,
        HelpMessage = "A title, or an object whose properties are named as the parameters")]
    [Parameter(ParameterSetName = PipelineSet, ValueFromPipeline = true)]
    [NoFileNames]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>More words about it.</summary>
    [Parameter(
        Position = 1, ParameterSetName = TitleSet, ValueFromPipelineByPropertyName = true,
        HelpMessage = "More words about it")]
    [Parameter(Position = 1, ParameterSetName = InputSet)]
    [NoFileNames]
    [AllowNull]
    [AllowEmptyString]
    public string? Description { get; set; }

    /// <summary>How much it matters.</summary>
    [Parameter(
        ParameterSetName = TitleSet, ValueFromPipelineByPropertyName = true,
        HelpMessage = "How much it matters")]
    [Parameter(ParameterSetName = InputSet)]
    [EmptyAsNull]
    public PgTaskPriority? Priority { get; set; }

    /// <summary>The project it belongs to.</summary>
    [Parameter(
        ParameterSetName = TitleSet, ValueFromPipelineByPropertyName = true,
        HelpMessage = "The project it belongs to")]
    [Parameter(ParameterSetName = InputSet)]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    [AllowNull]
    [AllowEmptyString]
    public string? Project { get; set; }

    /// <summary>Its tags.</summary>
    [Parameter(ParameterSetName = TitleSet, ValueFromPipelineByPropertyName = true, HelpMessage = "Its tags")]
    [Parameter(ParameterSetName = InputSet)]
    [ArgumentCompleter(typeof(TagCompleter))]
    [Alias("Tags")]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? Tag { get; set; }

    /// <summary>When it shall be done: a day, or a time, which is local where it says no zone.</summary>
    [Parameter(
        ParameterSetName = TitleSet, ValueFromPipelineByPropertyName = true,
        HelpMessage = "When it shall be done: a day, or a time, which is local where it says no zone")]
    [Parameter(ParameterSetName = InputSet)]
    [TimeTransformation(IsDue = true)]
    [ArgumentCompleter(typeof(TimeCompleter))]
    public DateTime? Due { get; set; }

    /// <summary>Who is to do it: a role or any name.</summary>
    [Parameter(
        ParameterSetName = TitleSet, ValueFromPipelineByPropertyName = true,
        HelpMessage = "Who is to do it: a role or any name")]
    [Parameter(ParameterSetName = InputSet)]
    [ArgumentCompleter(typeof(PersonCompleter))]
    [AllowNull]
    [AllowEmptyString]
    public string? AssignedTo { get; set; }

    /// <summary>Before this time no worker may claim it.</summary>
    [Parameter(
        ParameterSetName = TitleSet, ValueFromPipelineByPropertyName = true,
        HelpMessage = "Before this time no worker may claim it")]
    [Parameter(ParameterSetName = InputSet)]
    [TimeTransformation]
    [ArgumentCompleter(typeof(TimeCompleter))]
    public DateTime? NotBefore { get; set; }

    /// <summary>A document to keep with it: a hashtable, an object or JSON text.</summary>
    [Parameter(
        ParameterSetName = TitleSet, ValueFromPipelineByPropertyName = true,
        HelpMessage = "A document to keep with it: a hashtable, an object or JSON text")]
    [Parameter(ParameterSetName = InputSet)]
    [NoFileNames]
    [AllowNull]
    public object? Data { get; set; }

    /// <summary>After this many attempts it has failed for good.</summary>
    [Parameter(
        ParameterSetName = TitleSet, ValueFromPipelineByPropertyName = true,
        HelpMessage = "After this many attempts it has failed for good")]
    [Parameter(ParameterSetName = InputSet)]
    [NoFileNames]
    [EmptyAsNull]
    [AtLeast(1)]
    public int? MaxAttempts { get; set; }

    /// <summary>The tasks that are to be done before it.</summary>
    [Parameter(
        ParameterSetName = TitleSet, ValueFromPipelineByPropertyName = true,
        HelpMessage = "The tasks that are to be done before it")]
    [Parameter(ParameterSetName = InputSet)]
    [TaskIdTransformation]
    [ArgumentCompleter(typeof(TaskCompleter))]
    [AllowNull]
    [AllowEmptyCollection]
    public long[]? DependsOn { get; set; }

    /// <summary>What no other open task may have: where one has it, that one is emitted and nothing is added.</summary>
    [Parameter(
        ParameterSetName = TitleSet, ValueFromPipelineByPropertyName = true,
        HelpMessage = "What no other open task may have: where one has it, that one is emitted")]
    [Parameter(ParameterSetName = InputSet)]
    [NoFileNames]
    [AllowNull]
    [AllowEmptyString]
    public string? Key { get; set; }

    /// <summary>What becomes of it where an open task has its Key.</summary>
    [Parameter(ParameterSetName = TitleSet, HelpMessage = "What becomes of it where an open task has its Key")]
    [Parameter(ParameterSetName = InputSet)]
    public PgTaskKeyUse IfExists { get; set; }

    /// <summary>What tasks share of which workers run one at a time, as a server's name.</summary>
    [Parameter(
        ParameterSetName = TitleSet, ValueFromPipelineByPropertyName = true,
        HelpMessage = "What tasks share of which workers run one at a time, as a server's name")]
    [Parameter(ParameterSetName = InputSet)]
    [NoFileNames]
    [AllowNull]
    [AllowEmptyString]
    public string? Serial { get; set; }

    /// <summary>Ends what is still under way.</summary>
    public void Dispose() => _tasks?.Dispose();

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _isHeard = ProcessPreference.IsHeard(this);
        _tasks = new RecordBatches<NewTask>(
            this, batch => Store.Tasks.AddAsync(batch, Caller, StopToken), task => task.Input)
        {
            Done = "added",
        };
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // In that set nothing but the object was given.
        TaskInput input = new(InputObject, ParameterSetName == PipelineSet ? null : MyInvocation.BoundParameters);
        try
        {
            foreach (string? title in (string?[]?)Title ?? [input.Title()])
            {
                AddTask(title, input);
            }
        }
        catch (PgTaskException exception)
        {
            WriteError(ErrorRecords.Create(exception, InputObject));
        }

        WriteUnkept();
        _tasks!.WriteAnswered();
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => _tasks!.End();

    /// <summary>Says once what is not kept of the objects.</summary>
    private void WriteUnkept()
    {
        if (_unkept?.Find(InputObject) is { } names)
        {
            WriteWarning(
                $"The new tasks do not have {names} as the objects that are piped in; Import-PgTask keeps it of a file.");
            _unkept = null;
        }
    }

    private void AddTask(string? title, TaskInput input)
    {
        if (string.IsNullOrWhiteSpace(title))
        {
            throw TaskErrors.TitleMissing();
        }

        DueDate due = input.Due();
        NewTask task = new()
        {
            Input = InputObject ?? (object)title,
            Title = title,
            Description = input.Text(nameof(Description)) ?? "",
            Priority = input.Word<PgTaskPriority>(nameof(Priority)) ?? PgTaskPriority.Normal,
            Project = input.OptionalText(nameof(Project)),
            Tags = input.Tags(),
            Due = due.Value,
            AllDay = due.AllDay,
            AssignedTo = input.OptionalText(nameof(AssignedTo)),
            NotBefore = input.Time(nameof(NotBefore)),
            DataJson = input.Data(),
            Key = input.OptionalText(nameof(Key)),
            IfExists = IfExists,
            Serial = input.OptionalText(nameof(Serial)),
            MaxAttempts = input.Count(nameof(MaxAttempts)) ?? PgTask.DefaultMaxAttempts,
            DependsOn = input.DependsOn(out bool isLeft),
        };
        if (isLeft && !_isDependencyLeft)
        {
            _isDependencyLeft = true;
            WriteWarning("The new tasks depend on none of those that the objects piped in name: these have numbers of their "
                + "own, and so may the others. -DependsOn { $_.DependsOn } says that they are the same here.");
        }

        if (!_isHeard || ShouldDo($"Add task {ChangeText.Quote(title)}"))
        {
            _tasks!.Post(task);
        }
    }
}
