using Npgsql;

namespace PgTasks.Postgres;

/// <summary>The rows of a statement's result, one by one as they come from the server.</summary>
internal static class RowStream
{
    /// <summary>Executes and reads the rows of the result.</summary>
    /// <param name="execute">What gives the reader.</param>
    /// <param name="start">What reads a row, made once the columns are known.</param>
    /// <param name="cancel">Stops the statement where the reading ends early; without it, it runs to its end.</param>
    /// <param name="bound">Stops it in any case; also ends what is left to be ended after that.</param>
    /// <param name="explain">Told of the server's error, if there is one, before it is thrown.</param>
    /// <param name="changed">The connection of a statement that may have changed something.</param>
    /// <exception cref="PgTaskException">OutcomeUnknown.</exception>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        Func<CancellationToken, Task<NpgsqlDataReader>> execute,
        Func<NpgsqlDataReader, Func<NpgsqlDataReader, T>> start,
        Action? cancel,
        BoundedStop bound,
        Action<PostgresException>? explain = null,
        NpgsqlConnection? changed = null)
    {
        NpgsqlDataReader reader = await WaitAsync(execute(bound.Token), bound, explain: null, changed);
        bool ended = false;
        try
        {
            Func<NpgsqlDataReader, T> read = start(reader);
            while (true)
            {
                Task<bool> moving = reader.ReadAsync(bound.Token);
                if (!(moving.IsCompletedSuccessfully ? moving.Result : await WaitAsync(moving, bound, explain, changed)))
                {
                    break;
                }

                yield return read(reader);
            }

            ended = true;
        }
        finally
        {
            if (!ended && cancel is not null)
            {
                // Else closing the reader would read all the rest.
                await bound.EndAsync(() => Task.Run(cancel));
            }

            await bound.EndAsync(() => reader.DisposeAsync().AsTask());
        }
    }

    private static async Task<T> WaitAsync<T>(
        Task<T> task, BoundedStop bound, Action<PostgresException>? explain, NpgsqlConnection? changed)
    {
        try
        {
            return await bound.WaitAsync(task);
        }
        catch (Exception exception) when (changed is not null
            && (exception is OperationCanceledException ? bound.IsOver : LostConnection.LeavesOpen(exception, changed)))
        {
            throw StoreErrors.OutcomeUnknown(exception);
        }
        catch (PostgresException error) when (explain is not null)
        {
            explain(error);
            throw;
        }
    }
}
