using System.Management.Automation;

namespace PgTasks;

/// <summary>A cmdlet that changes the tasks of given ids, after ShouldProcess, and is silent unless -PassThru.</summary>
public abstract class PgTaskChangeCmdlet : PgTaskStoreCmdlet, IDisposable
{
    private const int MostAsked = 100;
    private RecordBatches<TaskEdit>? _edits;

    // Those that are still to be asked for, or only told, by their titles; null where nobody wants to know.
    private List<TaskEdit>? _asked;
    private bool _isHeard;

    // What the block that this runs in works on.
    private PgTaskClaim? _current;

    private protected PgTaskChangeCmdlet()
    {
    }

    /// <summary>The tasks' numbers.</summary>
    [Parameter(
        Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        ValueFromRemainingArguments = true, HelpMessage = "The tasks' numbers")]
    [FlatList]
    [ArgumentCompleter(typeof(TaskCompleter))]
    public long[] Id { get; set; } = [];

    /// <summary>The claims by which they are held, as Request-PgTask gives them with the tasks.</summary>
    [Parameter(
        ValueFromPipelineByPropertyName = true,
        HelpMessage = "The claim by which they are held, as Request-PgTask gives it with the tasks")]
    [NoFileNames]
    public int? ClaimId { get; set; }

    /// <summary>Also those that somebody else has claimed, who then loses them.</summary>
    [Parameter(HelpMessage = "Also those that somebody else has claimed, who then loses them")]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits the tasks as they now are.</summary>
    [Parameter(HelpMessage = "Emits the tasks as they now are")]
    public SwitchParameter PassThru { get; set; }

    private string Verb => MyInvocation.MyCommand.Name.Split('-')[0];

    /// <summary>What has become of the tasks, as in "3 tasks were completed".</summary>
    private protected abstract string Done { get; }

    /// <summary>Ends what is still under way.</summary>
    public void Dispose()
    {
        _edits?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _edits = new RecordBatches<TaskEdit>(this, SendAllAsync, edit => edit.Id) { Done = Done };
        _asked = ProcessPreference.IsInForce(this) ? [] : null;
        _isHeard = ProcessPreference.IsHeard(this);
        _current = CurrentWork.Here?.Item1;
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        TaskChange? change = GetChange();
        foreach (long id in Id)
        {
            TaskEdit edit = new(id, change, Force ? null : ClaimId);
            if (_asked is not null)
            {
                _asked.Add(edit);
            }
            else if (!_isHeard || ShouldDo($"{Verb} task #{id}"))
            {
                _edits!.Post(edit, isFollowed: ClaimId is not null && ClaimFlow.IsFollowed);
            }
        }

        if (_asked?.Count >= MostAsked)
        {
            Ask();
        }

        _edits!.WriteAnswered();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Ask();
        _edits!.End();
    }

    /// <summary>What a change would do to a task, to follow its title; empty where the cmdlet's verb says it.</summary>
    private protected virtual string Describe(TaskChange? change, PgTask task) => "";

    /// <summary>What to set on the tasks of this record; null where the cmdlet does the same to all.</summary>
    private protected virtual TaskChange? GetChange() => null;

    private protected abstract Task<StoreResult[]> SendAsync(TaskTargets targets);

    /// <summary>Sends changes of which either all have a claim or none has.</summary>
    private protected virtual Task<StoreResult[]> SendAsync(IReadOnlyList<TaskEdit> edits) => SendAsync(GetTargets(edits));

    private protected TaskTargets GetTargets(IReadOnlyList<TaskEdit> edits) => new([.. edits.Select(edit => edit.Id)])
    {
        Claims = edits[0].Claim is null ? null : [.. edits.Select(edit => edit.Claim!.Value)],
        IsForced = Force,
    };

    /// <summary>Sends what has claims and what has none each by itself.</summary>
    private async Task<StoreResult[]> SendAllAsync(IReadOnlyList<TaskEdit> edits)
    {
        StoreResult[] results = await SendPartsAsync(edits);
        if (_current is not null)
        {
            int place = edits.ToList().FindIndex(edit => edit.Id == _current.Id && edit.Claim == _current.ClaimId);
            _current.EndedBy = place >= 0 && results[place].Error is null ? Verb : _current.EndedBy;
        }

        return results;
    }

    private async Task<StoreResult[]> SendPartsAsync(IReadOnlyList<TaskEdit> edits)
    {
        int[] claimed = [.. Enumerable.Range(0, edits.Count).Where(i => edits[i].Claim is not null)];
        if (claimed.Length == 0 || claimed.Length == edits.Count)
        {
            return await SendAsync(edits);
        }

        int[] free = [.. Enumerable.Range(0, edits.Count).Except(claimed)];
        StoreResult[] results = new StoreResult[edits.Count];
        foreach (int[] places in new[] { free, claimed })
        {
            TaskEdit[] some = [.. places.Select(i => edits[i])];
            foreach ((int place, StoreResult result) in places.Zip(await SendAsync(some)))
            {
                results[place] = result;
            }
        }

        return results;
    }

    /// <summary>Asks for those that wait, by the titles that they have now, and takes on what may be done.</summary>
    private void Ask()
    {
        if (_asked is not [_, ..])
        {
            return;
        }

        TaskEdit[] edits = [.. _asked];
        _asked.Clear();
        StoreResult[] found = Wait(Store.Tasks.FindAsync([.. edits.Select(edit => edit.Id)], Caller, StopToken));
        foreach ((TaskEdit edit, StoreResult result) in edits.Zip(found))
        {
            if (result.Task is not { } task)
            {
                WriteError(ErrorRecords.Create(result.Error!, edit.Id));
            }
            else if (ShouldDo($"{Verb} task #{task.Id} {ChangeText.Quote(task.Title)}{Describe(edit.Change, task)}"))
            {
                _edits!.Post(edit);
            }
        }
    }
}
