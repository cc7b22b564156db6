using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Lets tasks of paused projects be claimed again.</summary>
[Cmdlet(VerbsLifecycle.Resume, "PgTaskProject", SupportsShouldProcess = true)]
[OutputType(typeof(PgTaskProject))]
public sealed class ResumePgTaskProjectCommand : PgTaskStoreCmdlet
{
    /// <summary>The paused projects; wildcards are allowed.</summary>
    [Parameter(
        Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "The paused projects; wildcards are allowed")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PausedProjectCompleter))]
    [NoScriptBlock]
    public string[] Project { get; set; } = [];

    /// <summary>Emits the projects as they now are.</summary>
    [Parameter(HelpMessage = "Emits the projects as they now are")]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string pattern in CheckPatterns(Project)!)
        {
            IReadOnlyList<string> found = Wait(Store.Upkeep.FindPausedAsync(pattern, Caller, StopToken), pattern);
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(pattern))
            {
                WriteNotPaused(pattern);
            }

            foreach (string project in found)
            {
                if (ShouldDo($"Resume project {ChangeText.Quote(project)}"))
                {
                    Resume(project);
                }
            }
        }
    }

    private void Resume(string project)
    {
        ChunkWalk walk = new(
            this, $"Make tasks of {project} ready",
            count => $"Resume-PgTaskProject did not come to its end: {count:N0} tasks of {project} are ready again. Run it again for the rest.");
        walk.Run(Store.Upkeep.ResumeProjectAsync(project, Caller, StopToken), project);
        WriteVerbose($"{walk.Changed} tasks of {project} are ready again.");
        if (PassThru)
        {
            WriteObject(Wait(Store.Upkeep.GetProjectAsync(project, Caller, StopToken), project), enumerateCollection: true);
        }
    }

    private void WriteNotPaused(string pattern)
    {
        string project = WildcardPattern.Unescape(pattern);
        string? above = Wait(Store.Upkeep.FindPausedAsync("*", Caller, StopToken), project)
            .FirstOrDefault(paused => project.StartsWith(paused + ".", StringComparison.OrdinalIgnoreCase));
        WriteError(ErrorRecords.Create(ProjectErrors.ProjectNotPaused(project, above), project));
    }
}
