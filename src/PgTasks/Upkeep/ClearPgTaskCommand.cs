using System.Globalization;
using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Removes tasks that ended long ago.</summary>
[Cmdlet(VerbsCommon.Clear, "PgTask", SupportsShouldProcess = true)]
[OutputType(typeof(PgTaskClearResult))]
public sealed class ClearPgTaskCommand : PgTaskStoreCmdlet
{
    private long _removed;

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

    /// <summary>Tasks of these projects and of those below them; wildcards are allowed.</summary>
    [Parameter(HelpMessage = "Tasks of these projects and of those below them; wildcards are allowed")]
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

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        TaskFilter filter = new()
        {
            EndedBefore = CompletedBefore,
            Status = Status,
            Project = CheckPatterns(Project),
            Tag = Tag,
            ExcludeTag = ExcludeTag,
        };
        if (!ShouldDo($"Remove {Count(filter)}tasks that ended before {ChangeText.Write(CompletedBefore)}"))
        {
            return;
        }

        TransferProgress progress = new() { Activity = "Remove tasks" };
        try
        {
            ForEach(Store.Upkeep.ClearAsync(filter, Caller, StopToken), step =>
            {
                progress.Rows = _removed += step.Removed;
                (progress.Bytes, progress.TotalBytes) = (step.Passed, step.InAll);
                progress.Show(this);
            });
        }
        catch when (Stopping || StopToken.IsCancellationRequested || _removed > 0)
        {
            WriteRemoved();
            throw;
        }

        progress.End(this);
        WriteObject(new PgTaskClearResult
        {
            Removed = _removed,
            CompletedBefore = CompletedBefore.Kind == DateTimeKind.Utc ? CompletedBefore.ToLocalTime() : CompletedBefore,
            Elapsed = progress.Elapsed,
        });
    }

    /// <summary>How many they are, where somebody is asked or only told.</summary>
    private string Count(TaskFilter filter) => ProcessPreference.IsInForce(this)
        ? string.Create(CultureInfo.CurrentCulture, $"{Wait(Store.Tasks.CountAsync(filter, Caller, StopToken)):N0} ")
        : "";

    /// <summary>Says what is gone where it did not come to its end.</summary>
    private void WriteRemoved()
    {
        string where = Caller.Transaction is null ? "and stay so" : "in the transaction, which is still open";
        StopWarning.Write(this, string.Create(
            CultureInfo.CurrentCulture, $"Clear-PgTask did not come to its end: {_removed:N0} tasks were removed, {where}."));
    }
}
