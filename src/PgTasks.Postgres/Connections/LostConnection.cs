using System.Data;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>What the loss of a connection says about the statement that was under way.</summary>
internal static class LostConnection
{
    /// <summary>
    /// Whether the statement may have been done all the same. A server that ends a session says so before it answers, and
    /// has undone the statement; one that crashes, or a pooler whose server is gone, says nothing about it.
    /// </summary>
    public static bool LeavesOpen(Exception exception, NpgsqlConnection connection) =>
        connection.State != ConnectionState.Open
        && (exception is not PostgresException server
            || server.SqlState == PostgresErrorCodes.CrashShutdown
            || server.SqlState.StartsWith("08", StringComparison.Ordinal));
}
