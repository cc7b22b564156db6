using System.Runtime.CompilerServices;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>The rows of a command's result, one by one as they come from the server.</summary>
internal static class RowStream
{
    /// <summary>Runs a command and reads the rows of its result.</summary>
    /// <param name="command">The command.</param>
    /// <param name="start">What reads a row, made once the columns are known.</param>
    /// <param name="mayCancel">Whether ending early stops the statement on the server; else it runs to its end.</param>
    /// <param name="stop">Stops it in any case.</param>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        NpgsqlCommand command,
        Func<NpgsqlDataReader, Func<NpgsqlDataReader, T>> start,
        bool mayCancel,
        [EnumeratorCancellation] CancellationToken stop)
    {
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(stop);
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
            if (!ended && mayCancel)
            {
                // Else closing the reader would read all the rest.
                command.Cancel();
            }
        }
    }
}
