namespace PgTasks;

/// <summary>The schema that a store lies in. What <see cref="TaskStore"/> says of operations holds.</summary>
internal abstract class SchemaOperations
{
    /// <summary>What the schema is called.</summary>
    public abstract string Name { get; }

    /// <summary>Another schema of the same database.</summary>
    /// <exception cref="PgTaskException">UnusableSchemaName.</exception>
    public abstract SchemaOperations In(string name);

    /// <summary>
    /// Creates the schema or brings an older one up to date, under a lock, and has Citus keep it on one of its nodes if so
    /// told. Refuses a newer one that this module cannot use.
    /// </summary>
    public abstract Task<StoreChange> InitializeAsync(StoreCaller caller, CancellationToken stop, bool distribute = false);

    /// <summary>Whether Citus keeps the store on one of its nodes. Fails where the database has no Citus that could.</summary>
    public abstract Task<bool> IsDistributedAsync(StoreCaller caller, CancellationToken stop);

    /// <summary>The schema version the store has (0: none) and the one this module brings, unless the store's is newer.</summary>
    public abstract Task<StoreChange> GetVersionAsync(StoreCaller caller, CancellationToken stop);
}
