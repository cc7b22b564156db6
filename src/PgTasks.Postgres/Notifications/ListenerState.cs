namespace PgTasks.Postgres;

/// <summary>What a listener is at.</summary>
internal enum ListenerState
{
    /// <summary>It has not listened yet.</summary>
    Connecting,

    /// <summary>It listens.</summary>
    Listening,

    /// <summary>Its connection is lost, or never came about, and it tries again.</summary>
    Lost,

    /// <summary>It cannot listen here, and tries no more.</summary>
    Unable,
}
