namespace PgTasks.Postgres;

/// <summary>The statements that send notifications, each whole.</summary>
internal sealed class NotificationStatements
{
    /// <summary>Sends notifications, in this order, at the commit of the transaction.</summary>
    public SqlBuilder Send(string[] channels, string[] payloads) => $"""
        SELECT pg_catalog.pg_notify(n.channel, n.payload)
        FROM (SELECT unnest({channels}) AS channel, unnest({payloads}) AS payload) n
        """;

    /// <summary>
    /// The same as a transaction of its own. All who notify, in any database of the server, wait for each other's commit;
    /// what is told is not kept, so that commit waits for no disk.
    /// </summary>
    public SqlBuilder SendAtOnce(string[] channels, string[] payloads) => $"""
        SELECT pg_catalog.pg_notify(n.channel, n.payload)
        FROM (SELECT pg_catalog.set_config('synchronous_commit', 'off', true)) o,
            LATERAL (SELECT unnest({channels}) AS channel, unnest({payloads}) AS payload) n
        """;
}
