using Npgsql;

namespace PgTasks.Postgres;

/// <summary>A COPY FROM STDIN whose rows stand below it in a file, as pg_dump writes them.</summary>
internal static class ScriptCopy
{
    private const int ChunkLength = 64 * 1024;

    /// <summary>Sends the rows.</summary>
    public static async Task<SqlOutcome> RunAsync(
        SqlCall call, SqlStatement statement, NpgsqlConnection connection, CancellationToken stop)
    {
        int comments = MeasureComments(statement.Text);
        try
        {
            // Npgsql wants to see COPY at the beginning.
            NpgsqlCopyTextWriter writer = await connection.BeginTextImportAsync(statement.Text[comments..], stop);
            for (int start = 0; start < statement.CopyData!.Length; start += ChunkLength)
            {
                int length = Math.Min(ChunkLength, statement.CopyData.Length - start);
                await WriteAsync(writer, statement.CopyData.AsMemory(start, length), stop);
            }

            await writer.DisposeAsync().AsTask().WaitAsync(stop);
        }
        catch (PostgresException error)
        {
            StatementFault.Explain(error, call.Text, statement, [], comments);
            throw;
        }

        // The server's count is not given on; only in its own format is each line a row.
        long count = statement.Words.Overlaps(["CSV", "FORMAT"]) ? -1 : CountLines(statement.CopyData);
        return new SqlOutcome(statement, count, Math.Max(count, 0), []);
    }

    private static async Task WriteAsync(NpgsqlCopyTextWriter writer, ReadOnlyMemory<char> rows, CancellationToken stop)
    {
        try
        {
            await writer.WriteAsync(rows, stop);
        }
        catch (PostgresException)
        {
            await writer.DisposeAsync();
            throw;
        }
        catch
        {
            // Else closing it would load what has been sent.
            await writer.CancelAsync();
            throw;
        }
    }

    private static int MeasureComments(string text)
    {
        SqlLexer lexer = new(text);
        while (lexer.TryRead(out SqlToken token))
        {
            if (!token.IsBlank)
            {
                return token.Start;
            }
        }

        return 0;
    }

    private static long CountLines(string data) =>
        data.AsSpan().Count('\n') + (data.Length > 0 && data[^1] != '\n' ? 1 : 0);
}
