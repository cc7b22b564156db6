namespace PgTasks;

/// <summary>
/// The seam between PowerShell and Postgres: a store of tasks, which opens, closes, begins transactions and has parts for
/// all else, to be used once it is open. Its one implementation lives in PgTasks.Postgres, behind
/// <see cref="IsolatedContext"/>.
/// </summary>
/// <remarks>
/// Every operation may be called from several threads at once. It throws <see cref="System.Data.Common.DbException"/>
/// for what the server or the connection refuses, <see cref="PgTaskException"/> for what the store itself refuses,
/// and <see cref="OperationCanceledException"/> once <c>stop</c> is cancelled and the server has been told.
/// </remarks>
internal abstract class TaskStore : IAsyncDisposable
{
    /// <summary>Its tasks.</summary>
    public TaskOperations Tasks { get; protected set; } = null!;

    /// <summary>The work that is shared by them.</summary>
    public WorkOperations Work { get; protected set; } = null!;

    /// <summary>What is noted on them.</summary>
    public NoteOperations Notes { get; protected set; } = null!;

    /// <summary>What can be said of its tasks at once.</summary>
    public ReportOperations Reports { get; protected set; } = null!;

    /// <summary>What keeps it in good order.</summary>
    public UpkeepOperations Upkeep { get; protected set; } = null!;

    /// <summary>What its database's sessions tell each other.</summary>
    public NotificationOperations Notifications { get; protected set; } = null!;

    /// <summary>What becomes of its tasks.</summary>
    public ChangeOperations Changes { get; protected set; } = null!;

    /// <summary>The user's own SQL in its database.</summary>
    public SqlOperations Sql { get; protected set; } = null!;

    /// <summary>Files for it.</summary>
    public FileOperations Files { get; protected set; } = null!;

    /// <summary>The schema that it lies in.</summary>
    public SchemaOperations Schema { get; protected set; } = null!;

    /// <summary>What may be typed for it.</summary>
    public CompletionOperations Completions { get; protected set; } = null!;

    /// <summary>A store that is not connected yet.</summary>
    public static TaskStore Create() => IsolatedContext.Create<TaskStore>("PgTasks.Postgres.PostgresTaskStore");

    /// <summary>The services that it can connect by, with the file that each stands in.</summary>
    public abstract IReadOnlyList<Completion> GetServices();

    /// <summary>Connects, opens the smallest pool asked for, and says what server answered. Runs no DDL.</summary>
    public abstract Task<ServerFacts> OpenAsync(ConnectionRequest request, StoreCaller caller, CancellationToken stop);

    /// <summary>Begins a transaction on a connection of its own.</summary>
    public abstract Task<StoreTransaction> BeginAsync(
        TransactionOptions options, StoreCaller caller, CancellationToken stop);

    /// <summary>The figures of the pool of connections now.</summary>
    public abstract PgTaskPool GetPool();

    /// <summary>Closes every connection.</summary>
    public abstract ValueTask DisposeAsync();
}
