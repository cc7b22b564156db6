using System.Management.Automation;

namespace PgTasks;

/// <summary>A cmdlet that claims tasks: those that are ready and meet all that is given.</summary>
public abstract class PgTaskClaimCmdlet : PgTaskStoreCmdlet
{
    private protected PgTaskClaimCmdlet()
    {
    }

    /// <summary>Tasks of these projects and of those below them: home finds home.garden.</summary>
    [Parameter(HelpMessage = "Tasks of these projects and of those below them: home finds home.garden")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    [NoScriptBlock]
    public string[]? Project { get; set; }

    /// <summary>Tasks that have all of these tags.</summary>
    [Parameter(HelpMessage = "Tasks that have all of these tags")]
    [Alias("Tags")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TagCompleter))]
    [NoScriptBlock]
    public string[]? Tag { get; set; }

    /// <summary>Tasks that have none of these tags.</summary>
    [Parameter(HelpMessage = "Tasks that have none of these tags")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TagCompleter))]
    [NoScriptBlock]
    public string[]? ExcludeTag { get; set; }

    /// <summary>Tasks of one of these priorities.</summary>
    [Parameter(HelpMessage = "Tasks of one of these priorities")]
    [ValidateNotNullOrEmpty]
    public PgTaskPriority[]? Priority { get; set; }

    /// <summary>Tasks that one of these is to do; wildcards are allowed.</summary>
    [Parameter(HelpMessage = "Tasks that one of these is to do; wildcards are allowed")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PersonCompleter))]
    [NoScriptBlock]
    public string[]? AssignedTo { get; set; }

    /// <summary>Tasks that nobody is to do.</summary>
    [Parameter(HelpMessage = "Tasks that nobody is to do")]
    public SwitchParameter Unassigned { get; set; }

    /// <summary>Tasks that are assigned to the session's user.</summary>
    [Parameter(HelpMessage = "Tasks that are assigned to the session's user")]
    public SwitchParameter Mine { get; set; }

    /// <summary>For how long nobody else gets them, unless they are ended or given back before: 5m, 1h, 00:10:00.</summary>
    [Parameter(HelpMessage = "For how long nobody else gets them: 5m, 1h, 00:10:00")]
    [DurationTransformation]
    [ValidateNotNull]
    [NoFileNames]
    public TimeSpan? Lease { get; set; } = TimeSpan.FromMinutes(5);

    private protected TaskFilter Filter => new()
    {
        IncludesClosed = true,
        Project = CheckPatterns(Project),
        Tag = Tag,
        ExcludeTag = ExcludeTag,
        Priority = Priority,
        AssignedTo = CheckPatterns(AssignedTo),
        IsUnassigned = Unassigned,
        Owner = Mine ? Session!.Actor : null,
    };
}
