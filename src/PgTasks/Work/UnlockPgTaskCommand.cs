using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Gives claimed tasks back, which counts as no attempt.</summary>
[Cmdlet(VerbsCommon.Unlock, "PgTask", SupportsShouldProcess = true)]
[OutputType(typeof(PgTask))]
public sealed class UnlockPgTaskCommand : PgTaskChangeCmdlet
{
    /// <summary>How long nobody gets them: 30s, 5m, 1h.</summary>
    [Parameter(HelpMessage = "How long nobody gets them: 30s, 5m, 1h")]
    [DurationTransformation(AllowsZero = true)]
    [ValidateNotNull]
    [NoFileNames]
    public TimeSpan? Delay { get; set; }

    /// <summary>Why, which is kept as their LastError.</summary>
    [Parameter(HelpMessage = "Why, which is kept as their LastError")]
    [ValidateNotNullOrEmpty]
    [NoFileNames]
    [NoScriptBlock]
    public string? Reason { get; set; }

    private protected override string Done => "given back";

    private protected override Task<StoreResult[]> SendAsync(TaskTargets targets) =>
        Store.Work.UnlockAsync(targets, Delay ?? TimeSpan.Zero, Reason, PassThru, Caller, StopToken);
}
