namespace PgTasks;

/// <summary>
/// A transaction on a connection of its own. Statements of the store that are given it by their
/// <see cref="StoreCaller"/> run in it, one after the other, each under a savepoint of its own.
/// </summary>
internal abstract class StoreTransaction
{
    /// <summary>The level in force.</summary>
    public abstract PgTaskIsolationLevel IsolationLevel { get; }

    /// <summary>Whether it refuses to write.</summary>
    public abstract bool IsReadOnly { get; }

    /// <summary>How many statements have succeeded in it; what is lost with it.</summary>
    public abstract int StatementCount { get; }

    /// <summary>Whether its connection is gone, and the server has rolled it back.</summary>
    public abstract bool IsLost { get; }

    /// <summary>Sets a savepoint.</summary>
    public abstract Task SavepointAsync(string name, CancellationToken stop);

    /// <summary>Forgets a savepoint; what was done since then stays.</summary>
    public abstract Task ReleaseAsync(string name, CancellationToken stop);

    /// <summary>Undoes what was done since a savepoint, and forgets it.</summary>
    public abstract Task RollbackToAsync(string name);

    /// <summary>
    /// Commits and gives the connection back. A stop once it has begun waits for the answer, but not for long.
    /// </summary>
    /// <exception cref="PgTaskException">TransactionLost; CommitUnknown where nobody knows the outcome.</exception>
    public abstract Task CommitAsync(CancellationToken stop = default);

    /// <summary>Rolls back and gives the connection back; does not throw for a connection that is gone.</summary>
    public abstract Task RollbackAsync(CancellationToken stop = default);
}
