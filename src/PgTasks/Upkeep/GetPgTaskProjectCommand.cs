using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Gets the projects that have open tasks or are paused.</summary>
[Cmdlet(VerbsCommon.Get, "PgTaskProject")]
[OutputType(typeof(PgTaskProject))]
public sealed class GetPgTaskProjectCommand : PgTaskStoreCmdlet
{
    /// <summary>These projects and those below them; wildcards are allowed.</summary>
    [Parameter(
        Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "These projects and those below them; wildcards are allowed")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    [NoScriptBlock]
    public string[]? Project { get; set; }

    /// <summary>Only those from which nobody claims tasks.</summary>
    [Parameter(HelpMessage = "Only those from which nobody claims tasks")]
    public SwitchParameter Paused { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(
        Wait(Store.Upkeep.GetProjectsAsync(CheckPatterns(Project), Caller, StopToken))
            .Where(project => !Paused || project.Paused),
        enumerateCollection: true);
}
