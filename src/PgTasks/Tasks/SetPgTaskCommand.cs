using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Changes fields of tasks; what is not named stays.</summary>
[Cmdlet(VerbsCommon.Set, "PgTask", DefaultParameterSetName = InputSet, SupportsShouldProcess = true)]
[OutputType(typeof(PgTask))]
public sealed class SetPgTaskCommand : PgTaskChangeCmdlet
{
    private const string InputSet = "InputObject";

    // Never taken, since the other takes each object first: a parameter takes a script block for each object, as in
    // `-Title { $_.Title + '!' }`, where some set has it from the pipeline by name.
    private const string NameSet = "ByName";
    private ChangeReader _reader = null!;
    private TaskChange? _change;

    /// <summary>What is piped in: an Id, or an object that has one. Script blocks see it as $_.</summary>
    [Parameter(
        ParameterSetName = InputSet, ValueFromPipeline = true,
        HelpMessage = "What is piped in: an Id, or an object that has one")]
    [NoFileNames]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>What is to be done.</summary>
    [Parameter(ParameterSetName = InputSet, HelpMessage = "What is to be done")]
    [Parameter(ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    [NoFileNames]
    [ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    /// <summary>More words about it; null or empty for none.</summary>
    [Parameter(ParameterSetName = InputSet, HelpMessage = "More words about it; null or empty for none")]
    [Parameter(ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    [NoFileNames]
    [AllowNull]
    [AllowEmptyString]
    public string? Description { get; set; }

    /// <summary>Where it stands.</summary>
    [Parameter(ParameterSetName = InputSet, HelpMessage = "Where it stands")]
    [Parameter(ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    public PgTaskStatus Status { get; set; }

    /// <summary>How much it matters.</summary>
    [Parameter(ParameterSetName = InputSet, HelpMessage = "How much it matters")]
    [Parameter(ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    public PgTaskPriority Priority { get; set; }

    /// <summary>The project it belongs to; null or empty for none.</summary>
    [Parameter(ParameterSetName = InputSet, HelpMessage = "The project it belongs to; null or empty for none")]
    [Parameter(ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    [AllowNull]
    [AllowEmptyString]
    public string? Project { get; set; }

    /// <summary>Its tags, in place of those it has; null or empty for none.</summary>
    [Parameter(ParameterSetName = InputSet, HelpMessage = "Its tags, in place of those it has; null or empty for none")]
    [Parameter(ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(TagCompleter))]
    [Alias("Tags")]
    [AllowNull]
    [AllowEmptyCollection]
    public string[]? Tag { get; set; }

    /// <summary>When it shall be done; null for no time.</summary>
    [Parameter(ParameterSetName = InputSet, HelpMessage = "When it shall be done; null for no time")]
    [Parameter(ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    [TimeTransformation(IsDue = true)]
    [ArgumentCompleter(typeof(TimeCompleter))]
    public DateTime? Due { get; set; }

    /// <summary>Who is to do it: a role or any name; null or empty for nobody.</summary>
    [Parameter(
        ParameterSetName = InputSet,
        HelpMessage = "Who is to do it: a role or any name; null or empty for nobody")]
    [Parameter(ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PersonCompleter))]
    [AllowNull]
    [AllowEmptyString]
    public string? AssignedTo { get; set; }

    /// <summary>Before this time no worker may claim it; null for no time.</summary>
    [Parameter(ParameterSetName = InputSet, HelpMessage = "Before this time no worker may claim it; null for no time")]
    [Parameter(ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    [TimeTransformation]
    [ArgumentCompleter(typeof(TimeCompleter))]
    public DateTime? NotBefore { get; set; }

    /// <summary>A document to keep with it, in place of the one it has; null for none.</summary>
    [Parameter(
        ParameterSetName = InputSet,
        HelpMessage = "A document to keep with it, in place of the one it has; null for none")]
    [Parameter(ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    [NoFileNames]
    [AllowNull]
    public object? Data { get; set; }

    /// <summary>After this many attempts it has failed for good.</summary>
    [Parameter(ParameterSetName = InputSet, HelpMessage = "After this many attempts it has failed for good")]
    [Parameter(ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    [NoFileNames]
    [ValidateRange(1, int.MaxValue)]
    public int MaxAttempts { get; set; }

    /// <summary>The tasks that are to be done before it, in place of those that it depends on; null for none.</summary>
    [Parameter(
        ParameterSetName = InputSet,
        HelpMessage = "The tasks that are to be done before it, in place of those that it depends on; null for none")]
    [Parameter(ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    [TaskIdTransformation]
    [ArgumentCompleter(typeof(TaskCompleter))]
    [AllowNull]
    [AllowEmptyCollection]
    public long[]? DependsOn { get; set; }

    /// <summary>Tags to add to those that it has.</summary>
    [Parameter(ParameterSetName = InputSet, HelpMessage = "Tags to add to those that it has")]
    [Parameter(ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(TagCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? AddTag { get; set; }

    /// <summary>Tags to take from those that it has.</summary>
    [Parameter(ParameterSetName = InputSet, HelpMessage = "Tags to take from those that it has")]
    [Parameter(ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(TagCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? RemoveTag { get; set; }

    /// <summary>Refuses to change a task whose UpdatedAt is no longer that one.</summary>
    [Parameter(
        ParameterSetName = InputSet,
        HelpMessage = "Refuses to change a task whose UpdatedAt is no longer that one")]
    [Parameter(ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    [TimeTransformation]
    [NoFileNames]
    [ValidateNotNull]
    public DateTime? IfUpdatedAt { get; set; }

    private protected override string Done => "changed";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _reader = new ChangeReader(MyInvocation.BoundParameters);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        bool concernsAll = _reader.IsSame && !ChangeReader.IsAsked(InputObject);
        try
        {
            _change = _reader.Read(InputObject);
            if (_change.IsEmpty)
            {
                throw TaskErrors.NothingToSet();
            }
        }
        catch (PgTaskException exception) when (!concernsAll)
        {
            WriteError(ErrorRecords.Create(exception, InputObject));
            return;
        }
        catch (PgTaskException exception)
        {
            throw Fail(exception, Data);
        }

        base.ProcessRecord();
    }

    private protected override TaskChange? GetChange() => _change;

    private protected override string Describe(TaskChange? change, PgTask task) =>
        ": " + ChangeText.Of(change!, task);

    private protected override Task<StoreResult[]> SendAsync(TaskTargets targets) =>
        Store.Tasks.SetAsync(targets, _change!, PassThru, Caller, StopToken);

    private protected override Task<StoreResult[]> SendAsync(IReadOnlyList<TaskEdit> edits) =>
        edits.All(edit => edit.Change == edits[0].Change)
            ? Store.Tasks.SetAsync(GetTargets(edits), edits[0].Change!, PassThru, Caller, StopToken)
            : Store.Tasks.SetEachAsync(edits, Force, PassThru, Caller, StopToken);
}
