namespace PgTasks;

/// <summary>
/// On whose behalf a store acts: where its server's notices go (called from any thread), and the transaction that the
/// statements belong to, if any.
/// </summary>
/// <param name="OnNotice">Takes a notice.</param>
/// <param name="Transaction">The transaction.</param>
/// <param name="KeepsConnection">
/// Whether it is of the runspace that connected, for whose own SQL one connection is kept, with what that leaves there.
/// </param>
internal sealed record StoreCaller(
    Action<StoreNotice> OnNotice, StoreTransaction? Transaction = null, bool KeepsConnection = false);
