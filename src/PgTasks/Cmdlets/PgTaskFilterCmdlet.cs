using System.Management.Automation;

namespace PgTasks;

/// <summary>A cmdlet that works on the tasks that a filter lets through: those that meet all that is given.</summary>
public abstract class PgTaskFilterCmdlet : PgTaskAssigneeCmdlet
{
    private TaskFilter? _filter;

    private protected PgTaskFilterCmdlet()
    {
    }

    /// <summary>Tasks that have one of these titles; wildcards are allowed.</summary>
    [Parameter(HelpMessage = "Tasks that have one of these titles; wildcards are allowed")]
    [ValidateNotNullOrEmpty]
    [NoFileNames]
    [NoScriptBlock]
    public virtual string[]? Title { get; set; }

    /// <summary>Tasks with these words in title, description, tags or notes; "a phrase", or, -not.</summary>
    [Parameter(HelpMessage = "Tasks with these words in title, description, tags or notes; \"a phrase\", or, -not")]
    [ValidateNotNullOrEmpty]
    [NoFileNames]
    [NoScriptBlock]
    public string? Search { get; set; }

    /// <summary>The text search configuration of the search, as english; without it, simple.</summary>
    [Parameter(HelpMessage = "The text search configuration of the search, as english; without it, simple")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LanguageCompleter))]
    [NoScriptBlock]
    public string Language { get; set; } = "simple";

    /// <summary>Tasks of no project.</summary>
    [Parameter(HelpMessage = "Tasks of no project")]
    public SwitchParameter NoProject { get; set; }

    /// <summary>Tasks that stand at one of these, also if that is completed or cancelled.</summary>
    [Parameter(HelpMessage = "Tasks that stand at one of these, also if that is completed or cancelled")]
    [ValidateNotNullOrEmpty]
    public PgTaskStatus[]? Status { get; set; }

    /// <summary>Tasks due before this moment.</summary>
    [Parameter(HelpMessage = "Tasks due before this moment")]
    [TimeTransformation]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(TimeCompleter))]
    public DateTime? DueBefore { get; set; }

    /// <summary>Tasks due at this moment or after it.</summary>
    [Parameter(HelpMessage = "Tasks due at this moment or after it")]
    [TimeTransformation]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(TimeCompleter))]
    public DateTime? DueAfter { get; set; }

    /// <summary>Open tasks whose time has passed or whose day is over.</summary>
    [Parameter(HelpMessage = "Open tasks whose time has passed or whose day is over")]
    public SwitchParameter Overdue { get; set; }

    /// <summary>Tasks without a date.</summary>
    [Parameter(HelpMessage = "Tasks without a date")]
    public SwitchParameter NoDue { get; set; }

    /// <summary>Tasks added before this moment.</summary>
    [Parameter(HelpMessage = "Tasks added before this moment")]
    [TimeTransformation]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(TimeCompleter))]
    public DateTime? CreatedBefore { get; set; }

    /// <summary>Tasks added at this moment or after it.</summary>
    [Parameter(HelpMessage = "Tasks added at this moment or after it")]
    [TimeTransformation]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(TimeCompleter))]
    public DateTime? CreatedAfter { get; set; }

    /// <summary>Tasks changed at this moment or after it.</summary>
    [Parameter(HelpMessage = "Tasks changed at this moment or after it")]
    [TimeTransformation]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(TimeCompleter))]
    public DateTime? UpdatedAfter { get; set; }

    /// <summary>Tasks completed at this moment or after it.</summary>
    [Parameter(HelpMessage = "Tasks completed at this moment or after it")]
    [TimeTransformation]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(TimeCompleter))]
    public DateTime? CompletedAfter { get; set; }

    /// <summary>Tasks that can be begun: pending, their time has come, and they wait for no other.</summary>
    [Parameter(HelpMessage = "Tasks that can be begun: pending, their time has come, and they wait for no other")]
    public SwitchParameter Ready { get; set; }

    /// <summary>Open tasks that wait for others.</summary>
    [Parameter(HelpMessage = "Open tasks that wait for others")]
    public SwitchParameter Blocked { get; set; }

    /// <summary>Tasks whose NotBefore lies ahead.</summary>
    [Parameter(HelpMessage = "Tasks whose NotBefore lies ahead")]
    public SwitchParameter Waiting { get; set; }

    /// <summary>Tasks whose Data contains this: a hashtable, an object or JSON text.</summary>
    [Parameter(HelpMessage = "Tasks whose Data contains this: a hashtable, an object or JSON text")]
    [ValidateNotNull]
    [NoFileNames]
    [NoScriptBlock]
    public object? Data { get; set; }

    private protected TaskFilter Filter => _filter ??= Choice with
    {
        IncludesClosed = IncludesClosed,
        Title = CheckPatterns(Title),
        Search = Search,
        Language = Language,
        HasNoProject = NoProject,
        Status = Status,
        DueBefore = DueBefore,
        DueAfter = DueAfter,
        IsOverdue = Overdue,
        HasNoDue = NoDue,
        CreatedBefore = CreatedBefore,
        CreatedAfter = CreatedAfter,
        UpdatedAfter = UpdatedAfter,
        CompletedAfter = CompletedAfter,
        IsReady = Ready,
        IsBlocked = Blocked,
        IsWaiting = Waiting,
        DataJson = OrFail(() => JsonData.ToJson(Data), Data),
    };

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (Search is not null)
        {
            TransferProgress progress = new() { Activity = "Read the tasks that were not searched before" };
            ForEach(Store.Tasks.IndexWordsAsync(Language, Caller, StopToken), count =>
            {
                progress.Rows += count;
                progress.Show(this);
            });
            progress.End(this);
            if (progress.Rows > 0)
            {
                WriteVerbose($"Words of {progress.Rows} tasks were made known to searches.");
            }
        }
    }

    /// <summary>Whether anything is asked of the tasks.</summary>
    private protected bool HasFilter => Mine || Filter != TaskFilter.Everything with { IncludesClosed = IncludesClosed };

    /// <summary>Whether also completed and cancelled tasks are meant, where Status says nothing.</summary>
    private protected virtual bool IncludesClosed => true;
}
