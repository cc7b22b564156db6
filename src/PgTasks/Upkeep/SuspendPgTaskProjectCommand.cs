using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Has nobody claim tasks of projects, until they are resumed.</summary>
[Cmdlet(VerbsLifecycle.Suspend, "PgTaskProject", SupportsShouldProcess = true)]
[OutputType(typeof(PgTaskProject))]
public sealed class SuspendPgTaskProjectCommand : PgTaskStoreCmdlet
{
    /// <summary>The projects, as they are called; what lies below them is paused, too.</summary>
    [Parameter(
        Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "The projects; what lies below them is paused, too")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    [NoScriptBlock]
    public string[] Project { get; set; } = [];

    /// <summary>Why.</summary>
    [Parameter(Position = 1, HelpMessage = "Why")]
    [EmptyAsNull]
    [NoFileNames]
    [NoScriptBlock]
    public string? Reason { get; set; }

    /// <summary>Emits the projects as they now are.</summary>
    [Parameter(HelpMessage = "Emits the projects as they now are")]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string project in Project)
        {
            if (ShouldDo($"Pause project {ChangeText.Quote(project)}"))
            {
                Suspend(project);
            }
        }
    }

    private void Suspend(string project)
    {
        if (Wait(Store.Upkeep.SuspendProjectAsync(project, Reason, Caller, StopToken), project) is { Error: { } error })
        {
            WriteError(ErrorRecords.Create(error, project));
            return;
        }

        ChunkWalk walk = new(
            this, $"Put aside tasks of {project}",
            count => $"Suspend-PgTaskProject was stopped: {project} is paused; {count:N0} of its tasks were put aside, and the rest are when claims meet them.");
        walk.Run(Store.Upkeep.ParkAsync(Caller, StopToken), project);
        WriteVerbose($"{walk.Changed} tasks of {project} were put aside.");
        if (PassThru)
        {
            WriteObject(Wait(Store.Upkeep.GetProjectAsync(project, Caller, StopToken), project), enumerateCollection: true);
        }
    }
}
