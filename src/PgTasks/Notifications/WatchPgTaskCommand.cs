using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Emits each change of tasks as it happens, until it is stopped.</summary>
[Cmdlet(VerbsCommon.Watch, "PgTask")]
[OutputType(typeof(PgTaskChange))]
public sealed class WatchPgTaskCommand : PgTaskFilterCmdlet
{
    private HashSet<long>? _ids;

    /// <summary>Changes of these tasks.</summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, HelpMessage = "Changes of these tasks")]
    [FlatList]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TaskCompleter))]
    public long[]? Id { get; set; }

    /// <summary>Changes of these kinds.</summary>
    [Parameter(HelpMessage = "Changes of these kinds")]
    [ValidateNotNullOrEmpty]
    public PgTaskChangeKind[]? Kind { get; set; }

    /// <summary>Ends after this time: seconds, 5m, or a TimeSpan.</summary>
    [Parameter(HelpMessage = "Ends after this time: seconds, 5m, or a TimeSpan")]
    [DurationTransformation(AllowsZero = true)]
    [NoFileNames]
    public TimeSpan? Timeout { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (Transaction is not null)
        {
            throw Fail(NotificationErrors.WaitInTransaction(), Transaction);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Id is not null)
        {
            (_ids ??= []).UnionWith(Id);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (MyInvocation.ExpectingInput && _ids is null)
        {
            return;
        }

        ForEach(
            Store.Changes.WatchAsync(new ChangeRequest(Filter, _ids, Kind, Timeout), Caller, StopToken),
            changes => WriteObject(changes, enumerateCollection: true));
    }
}
