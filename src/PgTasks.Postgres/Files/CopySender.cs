using System.Text.RegularExpressions;
using Npgsql;

namespace PgTasks.Postgres.Import;

/// <summary>Sends batches of rows by COPY, and tells which row it is that the server refuses.</summary>
internal sealed partial class CopySender(
    TaskFileReader reader, ImportStatements statements, NpgsqlConnection connection, bool keepsGoing)
{
    private const int SliceSize = 256 * 1024;
    private const string Savepoint = "pgtasks_batch";
    private static readonly byte[] s_header = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8, .. new byte[8]];
    private static readonly byte[] s_trailer = [0xFF, 0xFF];

    private readonly string _sql = statements.Copy(reader.Columns).Text;

    /// <summary>How many rows were stored.</summary>
    public long Sent { get; private set; }

    /// <summary>Sends the rows; those that the server refuses are left out, or end it.</summary>
    public Task SendAsync(RowBatch batch, BoundedStop bound) => SendAsync(batch, 0, batch.Count, bound);

    private async Task SendAsync(RowBatch batch, int first, int end, BoundedStop bound)
    {
        while (first < end)
        {
            PostgresException? refused = await TrySendAsync(batch, first, end, bound);
            if (refused is null)
            {
                Sent += end - first;
                return;
            }

            int? bad = FindRow(refused, first, end);
            if (bad is null && keepsGoing)
            {
                int middle = (first + end) / 2;
                await SendAsync(batch, first, middle, bound);
                first = middle;
                continue;
            }

            reader.Refuse(Describe(refused, batch, bad));
            await SendAsync(batch, first, bad!.Value, bound);
            first = bad.Value + 1;
        }
    }

    private async Task<PostgresException?> TrySendAsync(RowBatch batch, int first, int end, BoundedStop bound)
    {
        try
        {
            if (keepsGoing)
            {
                await connection.ExecuteAsync($"SAVEPOINT {Savepoint}", bound.Token);
            }

            await CopyAsync(batch.GetRows(first, end), bound);
            if (keepsGoing)
            {
                await connection.ExecuteAsync($"RELEASE SAVEPOINT {Savepoint}", bound.Token);
            }

            return null;
        }
        catch (PostgresException exception) when (ConditionTable.Get(exception.SqlState).Scope == ErrorScope.Input)
        {
            if (keepsGoing)
            {
                await connection.ExecuteAsync(
                    $"ROLLBACK TO SAVEPOINT {Savepoint}; RELEASE SAVEPOINT {Savepoint}", bound.DropToken);
            }

            return exception;
        }
    }

    private async Task CopyAsync(ReadOnlyMemory<byte> rows, BoundedStop bound)
    {
        NpgsqlRawCopyStream copy = await connection.BeginRawBinaryCopyAsync(_sql, bound.Token);
        try
        {
            await copy.WriteAsync(s_header, bound.DropToken);
            for (int at = 0; at < rows.Length; at += SliceSize)
            {
                // Not within a write: that would break the connection, and with it the caller's transaction.
                bound.Token.ThrowIfCancellationRequested();
                await copy.WriteAsync(
                    rows.Slice(at, Math.Min(SliceSize, rows.Length - at)), bound.DropToken);
            }

            await copy.WriteAsync(s_trailer, bound.DropToken);
        }
        catch (OperationCanceledException)
        {
            await copy.CancelAsync();
            throw;
        }

        await copy.DisposeAsync();
    }

    /// <summary>The row that the error's context counts, if it does.</summary>
    private static int? FindRow(PostgresException exception, int first, int end)
    {
        if (end - first == 1)
        {
            return first;
        }

        Match match = CopyContext().Match(exception.Where ?? "");
        return match.Success && int.TryParse(match.Groups[1].ValueSpan, out int number) && number > 0
            && number <= end - first
                ? first + number - 1
                : null;
    }

    private PgTaskException Describe(PostgresException exception, RowBatch batch, int? row)
    {
        int column = FindColumn(exception, batch.Columns);
        return reader.Describe(
            row is null ? null : batch.GetLine(row.Value),
            column < 0 ? null : batch.Columns[column].Field.Property,
            column < 0 || row is null ? null : batch.GetText(row.Value, column),
            exception.MessageText,
            exception);
    }

    /// <summary>The column that the error names, or else the one that the name of the constraint holds.</summary>
    private static int FindColumn(PostgresException exception, TaskColumn[] columns)
    {
        string named = exception.ColumnName ?? CopyContext().Match(exception.Where ?? "").Groups[2].Value;
        int index = Array.FindIndex(columns, column => column.Name.Name == named);
        if (index < 0 && exception.ConstraintName is { } constraint)
        {
            TaskColumn? longest = columns
                .Where(column => constraint.Contains($"_{column.Name.Name}_", StringComparison.Ordinal))
                .MaxBy(column => column.Name.Name.Length);
            index = Array.IndexOf(columns, longest);
        }

        return index;
    }

    // As "COPY task, line 3, column data", whose words are of the server's language.
    [GeneratedRegex(@"^COPY\b.*?\btask\b\D*(\d+)(?:\D.*?\b([a-z_]+))?$", RegexOptions.Multiline)]
    private static partial Regex CopyContext();
}
