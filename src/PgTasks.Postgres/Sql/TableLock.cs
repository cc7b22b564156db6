using System.Data;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>The locks that a COPY takes before it begins.</summary>
internal static class TableLock
{
    /// <summary>
    /// Waits until nobody locks the statement's tables. Npgsql cannot cancel a COPY that waits to begin; this it can.
    /// </summary>
    public static async Task WaitAsync(string statement, NpgsqlConnection connection, CancellationToken stop)
    {
        await using NpgsqlCommand command = new(statement, connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(CommandBehavior.SchemaOnly, stop);
    }

    /// <summary>The same for a statement of the store's own.</summary>
    public static async Task WaitForOwnAsync(SqlBuilder statement, NpgsqlConnection connection, CancellationToken stop)
    {
        await using NpgsqlCommand command = statement.CreateCommand(connection);
        await using NpgsqlDataReader reader = await command.RunAsync(stop, CommandBehavior.SchemaOnly);
    }
}
