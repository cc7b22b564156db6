namespace PgTasks;

/// <summary>A runspace's transaction on a session, with the savepoints of the blocks nested in it.</summary>
public sealed class PgTaskTransaction
{
    private readonly Stack<Level> _levels = new();

    internal PgTaskTransaction(PgTaskSession session, StoreTransaction transaction, object? owner)
    {
        Session = session;
        Store = transaction;
        _levels.Push(new Level(null, owner));
    }

    /// <summary>The session whose statements, in this runspace, belong to it.</summary>
    public PgTaskSession Session { get; }

    /// <summary>1 for the transaction itself; each savepoint nested in it is one more.</summary>
    public int Depth => _levels.Count;

    /// <summary>What it sees of others.</summary>
    public PgTaskIsolationLevel IsolationLevel => Store.IsolationLevel;

    /// <summary>Whether it refuses to write.</summary>
    public bool IsReadOnly => Store.IsReadOnly;

    /// <summary>1, or more where Invoke-PgTaskTransaction -RetryCount runs its block again.</summary>
    public int Attempt { get; internal set; } = 1;

    /// <summary>How many statements have succeeded in it.</summary>
    public int StatementCount => Store.StatementCount;

    /// <summary>When it began.</summary>
    public DateTime StartedAt { get; } = DateTime.Now;

    /// <summary>How long ago it began.</summary>
    public TimeSpan Age => DateTime.Now - StartedAt;

    /// <summary>Active, Ended, or Lost where the connection is gone.</summary>
    public string State => Depth == 0 ? "Ended" : Store.IsLost ? "Lost" : "Active";

    internal StoreTransaction Store { get; }

    /// <summary>The block that opened the innermost level; null where a cmdlet at the prompt did.</summary>
    internal object? Owner => _levels.Peek().Owner;

    /// <summary>Opens a level: a savepoint.</summary>
    internal async Task NestAsync(object? owner, CancellationToken stop)
    {
        string name = $"pgtasks_level_{Depth + 1}";
        await Store.SavepointAsync(name, stop);
        _levels.Push(new Level(name, owner));
    }

    /// <summary>Closes the innermost level and keeps what was done in it; the outermost commits.</summary>
    internal async Task CompleteAsync(CancellationToken stop)
    {
        Level level = _levels.Peek();
        if (level.Savepoint is not null)
        {
            await Store.ReleaseAsync(level.Savepoint, stop);
            _levels.Pop();
            return;
        }

        try
        {
            await Store.CommitAsync(stop);
        }
        finally
        {
            _levels.Clear();
        }
    }

    /// <summary>Closes levels from the innermost down to the given depth and undoes what was done in them.</summary>
    internal async Task UndoAsync(int depth, CancellationToken stop = default)
    {
        string? savepoint = null;
        while (_levels.Count >= depth && _levels.TryPop(out Level? level))
        {
            savepoint = level.Savepoint;
        }

        if (savepoint is null || Store.IsLost)
        {
            _levels.Clear();
            await Store.RollbackAsync(stop);
        }
        else
        {
            await Store.RollbackToAsync(savepoint);
        }
    }

    private sealed record Level(string? Savepoint, object? Owner);
}
