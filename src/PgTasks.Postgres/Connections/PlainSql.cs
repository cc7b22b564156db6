using Npgsql;

namespace PgTasks.Postgres;

/// <summary>SQL without parameters, run on a connection that the caller holds.</summary>
internal static class PlainSql
{
    /// <summary>Runs it to its end; what it answers is not looked at.</summary>
    public static async Task ExecuteAsync(this NpgsqlConnection connection, string sql, CancellationToken stop)
    {
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync(stop);
    }
}
