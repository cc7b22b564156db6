namespace PgTasks.Postgres;

/// <content>Completing and deleting tasks.</content>
internal sealed partial class PostgresTaskStore
{
    /// <inheritdoc/>
    public override Task<StoreResult[]> CompleteAsync(
        IReadOnlyList<long> ids, bool passThru, StoreCaller caller, CancellationToken stop)
    {
        const string Sql = """
            UPDATE pgtasks.task t
            SET status = 'completed',
                completed_at = CASE WHEN t.status = 'completed' THEN t.completed_at ELSE now() END,
                updated_at = now(),
                claimed_by = NULL,
                lease_until = NULL
            WHERE t.id = ANY ($1)
            RETURNING
            """;
        return ChangeAsync(Sql, ids, passThru, caller, stop);
    }

    /// <inheritdoc/>
    public override Task<StoreResult[]> RemoveAsync(
        IReadOnlyList<long> ids, bool passThru, StoreCaller caller, CancellationToken stop)
    {
        const string Sql = "DELETE FROM pgtasks.task t WHERE t.id = ANY ($1) RETURNING";
        return ChangeAsync(Sql, ids, passThru, caller, stop, once: true);
    }

    private Task<StoreResult[]> ChangeAsync(
        string sql, IReadOnlyList<long> ids, bool passThru, StoreCaller caller, CancellationToken stop,
        bool once = false) =>
        BadRecords.FailAloneAsync(
            ids,
            caller,
            part => RunOnIdsAsync(
                $"{sql} {(passThru ? TaskRow.Columns : "t.id")}", part, passThru, caller, stop, once));
}
