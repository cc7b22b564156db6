using System.Globalization;
using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Removes tasks that ended long ago.</summary>
[Cmdlet(VerbsCommon.Clear, "PgTask", SupportsShouldProcess = true)]
[OutputType(typeof(PgTaskClearResult))]
public sealed class ClearPgTaskCommand : PgTaskChoiceCmdlet
{
    /// <summary>Tasks that ended before this moment: were completed, or last changed where they failed or were cancelled.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = "Tasks that ended before this moment, as -90d")]
    [TimeTransformation]
    [ArgumentCompleter(typeof(TimeCompleter))]
    public DateTime CompletedBefore { get; set; }

    /// <summary>Tasks that ended so; by default the completed and the cancelled ones.</summary>
    [Parameter(HelpMessage = "Tasks that ended so; by default the completed and the cancelled ones")]
    [ValidateNotNullOrEmpty]
    [ValidateSet(nameof(PgTaskStatus.Completed), nameof(PgTaskStatus.Cancelled), nameof(PgTaskStatus.Failed))]
    public PgTaskStatus[] Status { get; set; } = [PgTaskStatus.Completed, PgTaskStatus.Cancelled];

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        TaskFilter filter = Choice with
        {
            EndedBefore = CompletedBefore,
            Status = Status,
        };
        if (!ShouldDo($"Remove {Count(filter)}tasks that ended before {ChangeText.Write(CompletedBefore)}"))
        {
            return;
        }

        string where = Caller.Transaction is null ? "and stay so" : "in the transaction, which is still open";
        ChunkWalk walk = new(
            this, "Remove tasks", count => $"Clear-PgTask did not come to its end: {count:N0} tasks were removed, {where}.");
        walk.Run(Store.Upkeep.ClearAsync(filter, Caller, StopToken), target: null);
        WriteObject(new PgTaskClearResult
        {
            Removed = walk.Changed,
            CompletedBefore = CompletedBefore.Kind == DateTimeKind.Utc ? CompletedBefore.ToLocalTime() : CompletedBefore,
            Elapsed = walk.Elapsed,
        });
    }

    /// <summary>How many they are, where somebody is asked or only told.</summary>
    private string Count(TaskFilter filter) => ProcessPreference.IsInForce(this)
        ? string.Create(CultureInfo.CurrentCulture, $"{Wait(Store.Tasks.CountAsync(filter, Caller, StopToken)):N0} ")
        : "";
}
