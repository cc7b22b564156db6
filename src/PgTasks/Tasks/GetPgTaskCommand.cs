using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Gets tasks: the open ones, those that a filter lets through, or those of given numbers.</summary>
[Cmdlet(VerbsCommon.Get, "PgTask", DefaultParameterSetName = IdSet, SupportsPaging = true)]
[OutputType(typeof(PgTask), typeof(PgTaskMatch))]
public sealed class GetPgTaskCommand : PgTaskFilterCmdlet, IDisposable
{
    // The default, so that the binder tries first whether what stands in the first place is a number.
    private const string IdSet = "Id";
    private const string TitleSet = "Title";
    private readonly HashSet<string> _found = new(StringComparer.OrdinalIgnoreCase);
    private RecordBatches<long>? _ids;
    private ulong _passed;

    /// <summary>The tasks' numbers.</summary>
    [Parameter(
        Position = 0, ParameterSetName = IdSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "The tasks' numbers")]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TaskCompleter))]
    public long[]? Id { get; set; }

    /// <inheritdoc/>
    [Parameter(
        Mandatory = true, Position = 0, ParameterSetName = TitleSet,
        HelpMessage = "Tasks that have one of these titles; wildcards are allowed")]
    [ValidateNotNullOrEmpty]
    [NoFileNames]
    [NoScriptBlock]
    public override string[]? Title { get; set; }

    /// <summary>Also completed and cancelled tasks.</summary>
    [Parameter(HelpMessage = "Also completed and cancelled tasks")]
    public SwitchParameter All { get; set; }

    /// <summary>By what they are ordered.</summary>
    [Parameter(HelpMessage = "By what they are ordered")]
    public PgTaskOrder? SortBy { get; set; }

    /// <summary>The last first.</summary>
    [Parameter(HelpMessage = "The last first")]
    public SwitchParameter Descending { get; set; }

    private protected override bool IncludesClosed => All || Id is not null;

    /// <summary>Ends what is still under way.</summary>
    public void Dispose() => _ids?.Dispose();

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Id is null)
        {
            WriteQuery();
            return;
        }

        if (SortBy is not null || Descending || PagingParameters.IncludeTotalCount)
        {
            throw Fail(TaskErrors.OrderOfIds(), Id);
        }

        _ids ??= new RecordBatches<long>(this, ids => Store.Tasks.FindAsync(ids, Filter, Caller, StopToken), id => id)
        {
            Write = WriteInPage,
        };
        foreach (long id in Id)
        {
            _ids.Post(id);
        }

        _ids.WriteAnswered();
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => _ids?.End();

    private void WriteQuery()
    {
        if (PagingParameters.IncludeTotalCount)
        {
            long total = Wait(Store.Tasks.CountAsync(Filter, Caller, StopToken));
            WriteObject(PagingParameters.NewTotalCount((ulong)total, accuracy: 1));
        }

        TaskQuery query = new(Filter)
        {
            Order = SortBy,
            IsDescending = Descending,
            Skip = (long)Math.Min(PagingParameters.Skip, long.MaxValue),
            First = PagingParameters.First < long.MaxValue ? (long)PagingParameters.First : null,
        };
        ForEach(Store.Tasks.GetAsync(query, Caller, StopToken), Title is null ? WriteObject : WriteTitled);
        if (query is { First: null, Skip: 0 })
        {
            WriteMissingTitles();
        }
    }

    private void WriteTitled(PgTask task)
    {
        _found.Add(task.Title);
        WriteObject(task);
    }

    /// <summary>What is named without wildcards ought to be there, as for Get-Process.</summary>
    private void WriteMissingTitles()
    {
        foreach (string title in Title ?? [])
        {
            if (!WildcardPattern.ContainsWildcardCharacters(title) && !_found.Contains(WildcardPattern.Unescape(title)))
            {
                WriteError(ErrorRecords.Create(TaskErrors.TaskNotFound(title), title));
            }
        }
    }

    /// <summary>The page of what is asked for by numbers.</summary>
    private void WriteInPage(object task)
    {
        ulong place = _passed++;
        if (place >= PagingParameters.Skip && place - PagingParameters.Skip < PagingParameters.First)
        {
            WriteObject(task);
        }
    }
}
