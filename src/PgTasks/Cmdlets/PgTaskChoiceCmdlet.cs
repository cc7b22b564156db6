using System.Management.Automation;

namespace PgTasks;

/// <summary>A cmdlet that chooses tasks by their projects and tags.</summary>
public abstract class PgTaskChoiceCmdlet : PgTaskStoreCmdlet
{
    private protected PgTaskChoiceCmdlet()
    {
    }

    /// <summary>Tasks of these projects and of those below them: home finds home.garden.</summary>
    [Parameter(HelpMessage = "Tasks of these projects and of those below them: home finds home.garden")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
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

    /// <summary>What is chosen so, of all tasks.</summary>
    private protected virtual TaskFilter Choice => TaskFilter.Everything with
    {
        Project = CheckPatterns(Project),
        Tag = Tag,
        ExcludeTag = ExcludeTag,
    };
}
