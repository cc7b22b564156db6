using System.Data;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>Runs statements of the store's own: what one of them does not find, the store lacks.</summary>
internal static class OwnStatement
{
    /// <inheritdoc cref="RunAsync(NpgsqlCommand, CancellationToken, CommandBehavior)"/>
    public static async Task<NpgsqlDataReader> RunAsync(this NpgsqlBatch batch, CancellationToken stop)
    {
        try
        {
            return await batch.ExecuteReaderAsync(stop);
        }
        catch (PostgresException exception)
        {
            Mark(exception);
            throw;
        }
    }

    /// <summary>Runs it; an error that comes of a store that is missing or too old says so.</summary>
    public static async Task<NpgsqlDataReader> RunAsync(
        this NpgsqlCommand command, CancellationToken stop, CommandBehavior behavior = CommandBehavior.Default)
    {
        try
        {
            return await command.ExecuteReaderAsync(behavior, stop);
        }
        catch (PostgresException exception)
        {
            Mark(exception);
            throw;
        }
    }

    private static void Mark(PostgresException exception)
    {
        if (exception.SqlState is PostgresErrorCodes.UndefinedTable
            or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedColumn
            or PostgresErrorCodes.UndefinedObject or PostgresErrorCodes.UndefinedFunction)
        {
            exception.Data[ErrorRecords.StoreIsMissing] = true;
        }
    }
}
