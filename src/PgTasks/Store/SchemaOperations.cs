namespace PgTasks;

/// <summary>The schema that a store lies in. What <see cref="TaskStore"/> says of operations holds.</summary>
internal abstract class SchemaOperations
{
    /// <summary>Creates the schema or brings an older one up to date, under a lock. Refuses a newer one.</summary>
    public abstract Task<StoreChange> InitializeAsync(StoreCaller caller, CancellationToken stop);

    /// <summary>The schema version the store has (0: none) and the one this module brings.</summary>
    public abstract Task<StoreChange> GetVersionAsync(StoreCaller caller, CancellationToken stop);
}
