namespace PgTasks;

/// <summary>
/// The seam between PowerShell and Postgres: what a store of tasks can do. Its one implementation lives in
/// PgTasks.Postgres, behind <see cref="IsolatedContext"/>.
/// </summary>
/// <remarks>
/// Every operation may be called from several threads at once. It throws <see cref="System.Data.Common.DbException"/>
/// for what the server or the connection refuses, <see cref="PgTaskException"/> for what the store itself refuses,
/// and <see cref="OperationCanceledException"/> once <c>stop</c> is cancelled and the server has been told.
/// </remarks>
internal abstract class TaskStore : IAsyncDisposable
{
    /// <summary>A store that is not connected yet.</summary>
    public static TaskStore Create() => IsolatedContext.Create<TaskStore>("PgTasks.Postgres.PostgresTaskStore");

    /// <summary>Connects, opens the smallest pool asked for, and says what server answered. Runs no DDL.</summary>
    public abstract Task<ServerFacts> OpenAsync(ConnectionRequest request, StoreCaller caller, CancellationToken stop);

    /// <summary>Creates the schema or brings an older one up to date, under a lock. Refuses a newer one.</summary>
    public abstract Task<StoreChange> InitializeAsync(StoreCaller caller, CancellationToken stop);

    /// <summary>The schema version the store has (0: none) and the one this module brings.</summary>
    public abstract Task<StoreChange> GetVersionAsync(StoreCaller caller, CancellationToken stop);

    /// <summary>Streams the tasks in the order they were added. Ending early stops the query on the server.</summary>
    public abstract IAsyncEnumerable<PgTask> GetAsync(TaskFilter filter, StoreCaller caller, CancellationToken stop);

    /// <summary>The tasks with these ids, a result an id in the order asked.</summary>
    public abstract Task<StoreResult[]> FindAsync(
        IReadOnlyList<long> ids, StoreCaller caller, CancellationToken stop);

    /// <summary>Adds the tasks in one statement, a result a task in order. A bad one fails alone.</summary>
    public abstract Task<StoreResult[]> AddAsync(
        IReadOnlyList<NewTask> tasks, StoreCaller caller, CancellationToken stop);

    /// <summary>Completes the tasks, a result an id in order. One already completed keeps its time.</summary>
    public abstract Task<StoreResult[]> CompleteAsync(
        IReadOnlyList<long> ids, bool passThru, StoreCaller caller, CancellationToken stop);

    /// <summary>Sets fields of the tasks, a result an id in order.</summary>
    public abstract Task<StoreResult[]> SetAsync(
        IReadOnlyList<long> ids, TaskChange change, bool passThru, StoreCaller caller, CancellationToken stop);

    /// <summary>Puts the tasks back to pending, without claim, attempts or error; a result an id in order.</summary>
    public abstract Task<StoreResult[]> RestartAsync(
        IReadOnlyList<long> ids, bool passThru, StoreCaller caller, CancellationToken stop);

    /// <summary>Deletes the tasks, a result an id in order; with passThru the tasks as they last were.</summary>
    public abstract Task<StoreResult[]> RemoveAsync(
        IReadOnlyList<long> ids, bool passThru, StoreCaller caller, CancellationToken stop);

    /// <summary>Takes a user's SQL apart; what is wrong with it the server says later.</summary>
    public abstract SqlText Parse(string sql);

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
    /// whose value is a list of <see cref="SqlRow"/>, or the count of rows. A bad set fails alone.
    /// </summary>
    public abstract Task<StoreResult[]> RunEachAsync(
        SqlCall call, IReadOnlyList<object?[]> sets, StoreCaller caller, CancellationToken stop);

    /// <summary>
    /// Begins to load rows into a table. In a transaction the rows are kept here, and sent at the end.
    /// </summary>
    /// <param name="table">As SQL writes it: with a schema or without, quoted where it must be.</param>
    /// <param name="columns">The columns' names, in any case of letters where that is clear.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="stop">Stops it.</param>
    public abstract Task<TableCopy> BeginCopyAsync(
        string table, IReadOnlyList<string> columns, StoreCaller caller, CancellationToken stop);

    /// <summary>Writes a table, or the rows of a query, to a stream as CSV in UTF-8.</summary>
    public abstract Task<long> ExportAsync(
        CsvExport export, Stream target, StoreCaller caller, CancellationToken stop);

    /// <summary>Stores the tasks of a file: all, or none if this throws.</summary>
    /// <exception cref="PgTaskException">With a Target: the file is at fault. InvalidRow, UnknownColumn, …</exception>
    public abstract Task<ImportCount> ImportAsync(ImportRequest request, StoreCaller caller, CancellationToken stop);

    /// <summary>Begins a transaction on a connection of its own.</summary>
    public abstract Task<StoreTransaction> BeginAsync(
        TransactionOptions options, StoreCaller caller, CancellationToken stop);

    /// <summary>The figures of the pool of connections now.</summary>
    public abstract PgTaskPool GetPool();

    /// <summary>Closes every connection.</summary>
    public abstract ValueTask DisposeAsync();
}
