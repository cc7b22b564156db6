using System.Data.Common;
using System.Runtime.ExceptionServices;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>A statement that follows a change once that is committed. Nobody hears that it has failed: it is a courtesy.</summary>
internal static class AfterChange
{
    /// <summary>Runs it in a transaction of its own.</summary>
    public static async Task RunAsync(SqlBuilder statement, NpgsqlConnection connection, CancellationToken stop)
    {
        try
        {
            await using NpgsqlCommand command = statement.CreateCommand(connection);
            await command.ExecuteNonQueryAsync(stop);
        }
        catch (Exception exception) when (
            exception is DbException or OperationCanceledException or InvalidOperationException)
        {
        }
    }

    /// <summary>Reads to the end what a change and it have answered in one round trip.</summary>
    /// <exception cref="DbException">What the change itself met after its rows, at its commit.</exception>
    public static async Task ReadAsync(NpgsqlDataReader reader, NpgsqlBatchCommand statement, CancellationToken stop)
    {
        try
        {
            await reader.NextResultAsync(stop);
            await reader.CloseAsync();
        }
        catch (PostgresException exception) when (exception.BatchCommand == statement)
        {
        }
        catch (NpgsqlException exception) when (OwnStatement.GetFirst(exception) is not null)
        {
            ExceptionDispatchInfo.Throw(OwnStatement.GetFirst(exception)!);
        }
    }
}
