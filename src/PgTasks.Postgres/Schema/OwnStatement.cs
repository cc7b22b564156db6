using System.Data;
using System.Runtime.ExceptionServices;
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
        catch (NpgsqlException exception) when (GetFirst(exception) is not null)
        {
            PostgresException first = GetFirst(exception)!;
            Mark(first);
            ExceptionDispatchInfo.Throw(first);
            throw;
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

    /// <summary>Of the errors of several statements that are transactions of their own, the first; else null.</summary>
    public static PostgresException? GetFirst(NpgsqlException exception) =>
        exception.InnerException is AggregateException { InnerExceptions: [PostgresException first, ..] } ? first : null;

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
