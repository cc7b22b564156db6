namespace PgTasks;

/// <summary>
/// On whose behalf a store acts: where its server's notices go (called from any thread), and the transaction that the
/// statements belong to, if any.
/// </summary>
internal sealed record StoreCaller(Action<StoreNotice> OnNotice, StoreTransaction? Transaction = null);
