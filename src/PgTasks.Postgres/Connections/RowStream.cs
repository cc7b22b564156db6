using System.Runtime.CompilerServices;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>The rows of a statement's result, one by one as they come from the server.</summary>
internal static class RowStream
{
    /// <summary>Executes and reads the rows of the result.</summary>
    /// <param name="execute">What gives the reader.</param>
    /// <param name="start">What reads a row, made once the columns are known.</param>
    /// <param name="cancel">Stops the statement where the reading ends early; without it, it runs to its end.</param>
    /// <param name="stop">Stops it in any case.</param>
    /// <param name="explain">Told of the server's error, if there is one, before it is thrown.</param>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        Func<CancellationToken, Task<NpgsqlDataReader>> execute,
        Func<NpgsqlDataReader, Func<NpgsqlDataReader, T>> start,
        Action? cancel,
        [EnumeratorCancellation] CancellationToken stop,
        Action<PostgresException>? explain = null)
    {
        await using NpgsqlDataReader reader = await execute(stop);
        bool ended = false;
        try
        {
            Func<NpgsqlDataReader, T> read = start(reader);
            while (await MoveAsync(reader, explain, stop))
            {
                yield return read(reader);
            }

            ended = true;
        }
        finally
        {
            if (!ended)
            {
                // Else closing the reader would read all the rest.
                cancel?.Invoke();
            }
        }
    }

    private static Task<bool> MoveAsync(
        NpgsqlDataReader reader, Action<PostgresException>? explain, CancellationToken stop)
    {
        Task<bool> moving = reader.ReadAsync(stop);
        return explain is null || moving.IsCompletedSuccessfully ? moving : WaitAsync(moving, explain);
    }

    private static async Task<bool> WaitAsync(Task<bool> moving, Action<PostgresException> explain)
    {
        try
        {
            return await moving;
        }
        catch (PostgresException error)
        {
            explain(error);
            throw;
        }
    }
}
