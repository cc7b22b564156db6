namespace PgTasks.Postgres;

/// <summary>Which workers are told once a change is committed.</summary>
internal enum Told
{
    Nobody,

    /// <summary>Those that wait for work.</summary>
    WhoWaits,

    /// <summary>Those that hold tasks.</summary>
    WhoHolds,
}
