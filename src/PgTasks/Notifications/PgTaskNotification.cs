namespace PgTasks;

/// <summary>What a session of the database has told to those that listen on a channel. Immutable; its time is local.</summary>
public sealed class PgTaskNotification
{
    internal PgTaskNotification()
    {
    }

    /// <summary>The channel, exactly as the server has it.</summary>
    public string Channel { get; internal init; } = "";

    /// <summary>The text that came with it; empty when there was none.</summary>
    public string Payload { get; internal init; } = "";

    /// <summary>The server process of the session that sent it.</summary>
    public int ProcessId { get; internal init; }

    /// <summary>When it arrived here.</summary>
    public DateTime ReceivedAt { get; internal init; }

    /// <summary>The channel and the text.</summary>
    public override string ToString() => Payload.Length == 0 ? Channel : $"{Channel}: {Payload}";
}
