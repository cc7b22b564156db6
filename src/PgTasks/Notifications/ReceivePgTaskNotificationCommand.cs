using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Listens on channels of the database and emits what is sent there, until it is stopped.</summary>
[Cmdlet(VerbsCommunications.Receive, "PgTaskNotification")]
[OutputType(typeof(PgTaskNotification))]
public sealed class ReceivePgTaskNotificationCommand : PgTaskStoreCmdlet
{
    /// <summary>The channels, exactly as those who send have them.</summary>
    [Parameter(
        Mandatory = true, Position = 0, HelpMessage = "The channels, exactly as those who send have them")]
    [ValidateNotNullOrEmpty]
    [NoFileNames]
    [NoScriptBlock]
    public string[] Channel { get; set; } = [];

    /// <summary>Ends after so many notifications.</summary>
    [Parameter(HelpMessage = "Ends after so many notifications")]
    [NoFileNames]
    [AtLeast(1)]
    public int? Count { get; set; }

    /// <summary>Ends after this time: seconds, 5m, or a TimeSpan.</summary>
    [Parameter(HelpMessage = "Ends after this time: seconds, 5m, or a TimeSpan")]
    [DurationTransformation(AllowsZero = true)]
    [NoFileNames]
    public TimeSpan? Timeout { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing() => ForEach(
        Store.Notifications.ReceiveAsync(Channel, Count, Timeout, Caller, StopToken),
        heard => WriteObject(heard, enumerateCollection: true),
        Channel);
}
