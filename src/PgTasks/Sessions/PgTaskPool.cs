namespace PgTasks;

/// <summary>The figures of a session's pool of connections at one moment, and its counts since it was opened.</summary>
public sealed record PgTaskPool
{
    /// <summary>As many connections are kept open.</summary>
    public required int Minimum { get; init; }

    /// <summary>As many there may be.</summary>
    public required int Maximum { get; init; }

    /// <summary>Connections open now.</summary>
    public int Size => Idle + Busy;

    /// <summary>Open connections that nobody uses now: available at once.</summary>
    public required int Idle { get; init; }

    /// <summary>Open connections in use now; one of them is kept for the SQL of the runspace that connected.</summary>
    public required int Busy { get; init; }

    /// <summary>Requests that wait for a connection now.</summary>
    public required int Waiting { get; init; }

    /// <summary>Requests for a connection that were served.</summary>
    public required long Requests { get; init; }

    /// <summary>Requests that waited in vain.</summary>
    public required long TimeOuts { get; init; }

    /// <summary>Connections opened.</summary>
    public required long Opened { get; init; }

    /// <summary>Connections that broke while in use.</summary>
    public required long Lost { get; init; }

    /// <summary>How long opening a connection took on average.</summary>
    public required TimeSpan MeanOpenTime { get; init; }

    /// <summary>As in <c>size 2, idle 2, busy 0, waiting 0 (2 to 10)</c>.</summary>
    public override string ToString() =>
        $"size {Size}, idle {Idle}, busy {Busy}, waiting {Waiting} ({Minimum} to {Maximum})";
}
