namespace PgTasks;

/// <summary>The next step where PostgreSQL gives no hint of its own, by SQLSTATE.</summary>
internal static class ConditionAdvice
{
    /// <summary>The advice, or null.</summary>
    public static string? Find(string? sqlState) => sqlState switch
    {
        "57014" => "The server's statement_timeout ran out, or somebody cancelled the statement. Give it more time by "
            + "SET statement_timeout, or see by pg_stat_activity what it waits for.",
        "55P03" => "Another session holds the lock. See which one by SELECT pid, pg_blocking_pids(pid), query FROM "
            + "pg_stat_activity; try again when it has ended, or wait longer by SET lock_timeout.",
        "40001" or "40P01" => "Run the whole transaction again: Invoke-PgTaskTransaction -RetryCount does so.",
        "25P02" => "An earlier statement of the transaction failed: roll it back by Undo-PgTaskTransaction.",
        "25006" => "The transaction, or the server, only reads: leave out -ReadOnly, or connect to the primary.",
        "42501" => "Have the owner GRANT the role what it lacks, or connect with another role.",
        _ => null,
    };
}
