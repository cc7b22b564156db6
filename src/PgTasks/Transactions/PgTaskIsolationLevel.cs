namespace PgTasks;

/// <summary>What a transaction sees of others that run beside it; PostgreSQL's four levels.</summary>
public enum PgTaskIsolationLevel
{
    /// <summary>In PostgreSQL the same as ReadCommitted.</summary>
    ReadUncommitted,

    /// <summary>Each statement sees what was committed when it began.</summary>
    ReadCommitted,

    /// <summary>Each statement sees what was committed when the transaction's first statement began.</summary>
    RepeatableRead,

    /// <summary>As if the transactions ran one after the other; some end with SerializationFailure and want a retry.</summary>
    Serializable,
}
