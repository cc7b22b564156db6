using Npgsql;

namespace PgTasks.Postgres;

/// <summary>The statements of a worker that stays, each whole.</summary>
/// <param name="schema">The store's schema.</param>
/// <param name="actor">Whose it is.</param>
internal sealed class WorkerStatements(SqlName schema, string actor)
{
    private static readonly SqlBuilder s_needNotLast = $"set_config('synchronous_commit', 'off', true)";

    private readonly NpgsqlParameter _holder = SqlBuilder.CreateParameter(GetHolder(actor));

    /// <summary>What is shown of who holds a task.</summary>
    public static string GetHolder(string actor) => $"{actor}@{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>Makes one. Gives its id.</summary>
    public SqlBuilder Begin(TimeSpan lease) => $"""
        INSERT INTO {schema}.worker (holder, lease_until, stays) SELECT {_holder}, now() + {ClaimStatements.Length(lease)}, true
        RETURNING id
        """;

    /// <summary>Goes on with its lease, if that is not over. Gives a row if so.</summary>
    public SqlBuilder Renew(long id, TimeSpan lease) => $"""
        UPDATE {schema}.worker w SET lease_until = now() + {ClaimStatements.Length(lease)}
        WHERE w.id = {id} AND w.lease_until > now()
        RETURNING {s_needNotLast}
        """;

    /// <summary>Says whether it waits. Gives in how many seconds a task is ready or a lease over, if any is to be.</summary>
    public SqlBuilder SetWaiting(long id, bool waits) => $"""
        WITH w AS (
            UPDATE {schema}.worker w SET waiting = {waits} WHERE w.id = {id} AND w.waiting <> {waits}
            RETURNING {s_needNotLast})
        SELECT date_part('epoch', least(
            (SELECT nullif(min(t.wakes_at), 'infinity') FROM {schema}.task t WHERE t.status = 'pending' AND t.wakes_at IS NOT NULL),
            (SELECT min(o.lease_until) FROM {schema}.worker o WHERE o.id <> {id})) - now())
        FROM (SELECT count(*) FROM w) w
        """;

    /// <summary>Those of the tasks that are no longer held by these claims.</summary>
    public SqlBuilder FindLost(long[] ids, int[] claims) => $"""
        SELECT n.id FROM (SELECT unnest({ids}) AS id, unnest({claims}) AS run) n
        WHERE NOT EXISTS (SELECT FROM {schema}.task t WHERE t.id = n.id AND {TaskStatements.IsHeld})
        """;

    /// <summary>Keeps how far the work on tasks has come.</summary>
    public SqlBuilder SetProgress(long[] ids, int[] claims, string[] texts) => $"""
        UPDATE {schema}.task t SET progress = n.text
        FROM (SELECT unnest({ids}) AS id, unnest({claims}) AS run, unnest({texts}) AS text) n
        WHERE t.id = n.id AND {TaskStatements.IsHeld}
        """;

    /// <summary>Ends it, if it holds nothing.</summary>
    public SqlBuilder End(long id) => $"""
        DELETE FROM {schema}.worker w
        WHERE w.id = {id} AND NOT EXISTS (SELECT FROM {schema}.task t WHERE t.worker_id = w.id AND t.status = 'running')
        """;
}
