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
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        Func<CancellationToken, Task<NpgsqlDataReader>> execute,
        Func<NpgsqlDataReader, Func<NpgsqlDataReader, T>> start,
        Action? cancel,
        [EnumeratorCancellation] CancellationToken stop)
    {
        await using NpgsqlDataReader reader = await execute(stop);
        bool ended = false;
        try
        {
            Func<NpgsqlDataReader, T> read = start(reader);
            while (await reader.ReadAsync(stop))
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
}
