namespace PgTasks;

/// <summary>A notification to send.</summary>
internal readonly record struct NewNotification(string Channel, string Payload);
