namespace PgTasks;

/// <summary>The user's own SQL, and whole tables. What <see cref="TaskStore"/> says of operations holds.</summary>
internal abstract class SqlOperations
{
    /// <summary>Takes a user's SQL apart; what is wrong with it the server says later.</summary>
    /// <param name="sql">The text.</param>
    /// <param name="caller">Whose it is: it is read as the connection that it will run on reads it.</param>
    /// <param name="script">Where it comes from, if it is a file's, which may hold what psql understands.</param>
    public abstract SqlText Parse(string sql, StoreCaller caller, SqlScript? script = null);

    /// <summary>Runs all statements, all or nothing, and gives what became of each.</summary>
    public abstract Task<IReadOnlyList<SqlOutcome>> RunAsync(
        SqlCall call, object?[] values, StoreCaller caller, CancellationToken stop);

    /// <summary>
    /// Runs SQL and streams the rows of its results, one result after the other; in a transaction all are read before
    /// the first comes. Several statements are all or nothing. Ending early stops a query on the server; what changes
    /// rows runs to its end.
    /// </summary>
    public abstract IAsyncEnumerable<SqlRow> QueryAsync(
        SqlCall call, object?[] values, StoreCaller caller, CancellationToken stop);

    /// <summary>Runs SQL and gives the rows that its statements changed; of a single query, the rows it found.</summary>
    public abstract Task<long> ExecuteAsync(
        SqlCall call, object?[] values, StoreCaller caller, CancellationToken stop);

    /// <summary>
    /// Runs SQL once for each set of values, all in one round trip where it is one statement; a result a set in order,
    /// whose value is a list of <see cref="SqlOutcome"/>, or the count of rows. A bad set fails alone.
    /// </summary>
    public abstract Task<StoreResult[]> RunEachAsync(
        SqlCall call, IReadOnlyList<object?[]> sets, StoreCaller caller, CancellationToken stop);

    /// <summary>
    /// Begins to load rows into a table. In a transaction the rows are kept here, and sent at the end.
    /// </summary>
    public abstract Task<TableCopy> BeginCopyAsync(CopyRequest request, StoreCaller caller, CancellationToken stop);

    /// <summary>Writes a table, or the rows of a query, to a stream as CSV in UTF-8.</summary>
    public abstract Task<long> ExportAsync(
        CsvExport export, Stream target, StoreCaller caller, CancellationToken stop);
}
