using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Sends notifications to the sessions that listen on a channel of the database.</summary>
[Cmdlet(VerbsCommunications.Send, "PgTaskNotification", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class SendPgTaskNotificationCommand : PgTaskStoreCmdlet, IDisposable
{
    private RecordBatches<NewNotification>? _notifications;
    private bool _isHeard;

    /// <summary>The channel, exactly as those who listen have it.</summary>
    [Parameter(
        Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true,
        HelpMessage = "The channel, exactly as those who listen have it")]
    [ValidateNotNullOrEmpty]
    [NoFileNames]
    [NoScriptBlock]
    public string Channel { get; set; } = "";

    /// <summary>What to tell: a text, or an object, which travels as JSON.</summary>
    [Parameter(
        Position = 1, ValueFromPipeline = true,
        HelpMessage = "What to tell: a text, or an object, which travels as JSON")]
    [AllowNull]
    [AllowEmptyString]
    [NoFileNames]
    [NoScriptBlock]
    public object? Payload { get; set; }

    /// <summary>Ends what is still under way.</summary>
    public void Dispose() => _notifications?.Dispose();

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _isHeard = ProcessPreference.IsHeard(this);
        _notifications = new RecordBatches<NewNotification>(
            this, notifications => Store.Notifications.SendAsync(notifications, Caller, StopToken), sent => sent.Payload)
        {
            Done = "sent",
            What = "notifications",
        };
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            if (!_isHeard || ShouldDo($"Send a notification on channel {ChangeText.Quote(Channel)}"))
            {
                _notifications!.Post(new NewNotification(Channel, GetText(Payload)));
            }
        }
        catch (PgTaskException exception)
        {
            WriteError(ErrorRecords.Create(exception, Payload));
        }

        _notifications!.WriteAnswered();
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => _notifications!.End();

    private string GetText(object? payload) => JsonData.Unwrap(payload) switch
    {
        null or DBNull => "",
        string text => text,
        _ when GetProperty(payload) is { } property => GetText(property.Value),
        _ => JsonData.ToJson(payload)!,
    };

    /// <summary>The payload of a piped object that has its channel, too, as one that was received has.</summary>
    private PSPropertyInfo? GetProperty(object? piped) =>
        MyInvocation.ExpectingInput && piped is PSObject wrapped && wrapped.Properties[nameof(Channel)] is not null
            ? wrapped.Properties[nameof(Payload)]
            : null;
}
