using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Fails the attempts at claimed tasks: they are tried again later, until MaxAttempts are used up.</summary>
[Cmdlet(VerbsLifecycle.Deny, "PgTask", SupportsShouldProcess = true)]
[OutputType(typeof(PgTask))]
public sealed class DenyPgTaskCommand : PgTaskChangeCmdlet
{
    /// <summary>What went wrong, which is kept as their LastError: a text or an error record.</summary>
    [Parameter(Mandatory = true, HelpMessage = "What went wrong: a text or an error record")]
    [ValidateNotNullOrEmpty]
    [NoFileNames]
    [NoScriptBlock]
    public object Reason { get; set; } = null!;

    /// <summary>How long the next attempt waits after the first; then twice as long each time, up to an hour.</summary>
    [Parameter(HelpMessage = "How long the next attempt waits after the first, and then twice as long each time")]
    [DurationTransformation(AllowsZero = true)]
    [ValidateNotNull]
    [NoFileNames]
    public TimeSpan? Backoff { get; set; }

    /// <summary>Exactly how long the next attempt waits.</summary>
    [Parameter(HelpMessage = "Exactly how long the next attempt waits")]
    [DurationTransformation(AllowsZero = true)]
    [ValidateNotNull]
    [NoFileNames]
    public TimeSpan? Delay { get; set; }

    /// <summary>They have failed for good, whatever MaxAttempts says.</summary>
    [Parameter(HelpMessage = "They have failed for good, whatever MaxAttempts says")]
    public SwitchParameter NoRetry { get; set; }

    private protected override string Done => "denied";

    private protected override Task<StoreResult[]> SendAsync(TaskTargets targets) => Store.Work.DenyAsync(
        targets,
        new Denial(FailureText.Of(Reason))
        {
            IsFinal = NoRetry,
            Backoff = Backoff ?? Denial.DefaultBackoff,
            Delay = Delay,
        },
        PassThru, Caller, StopToken);
}
