namespace PgTasks;

/// <summary>
/// The second face of the seam: the private servers of this machine. Implemented by PgTasks.Postgres; throws
/// <see cref="PgTaskException"/> with an id for each thing that can be wrong with an installation or a directory.
/// </summary>
internal abstract class LocalServers
{
    /// <summary>The private servers, as PgTasks.Postgres runs them.</summary>
    public static LocalServers Create() =>
        IsolatedContext.Create<LocalServers>("PgTasks.Postgres.LocalServer.PostgresLocalServers");

    /// <summary>Where a server lies unless the user says otherwise: one for each account.</summary>
    public abstract string DefaultDataDirectory { get; }

    /// <summary>
    /// Starts the server of a data directory and creates the directory first if need be; finds one that runs already.
    /// </summary>
    /// <param name="dataDirectory">Absolute path; null: the default one, or a temporary one when ephemeral.</param>
    /// <param name="binDirectory">Where postgres and initdb are; null: search.</param>
    /// <param name="ephemeral">Ends with this process, and its data with it.</param>
    /// <param name="onProgress">What is being done, in words; called from any thread.</param>
    /// <param name="stop">Leaves no half-made directory behind.</param>
    public abstract Task<PgTaskServer> StartAsync(
        string? dataDirectory, string? binDirectory, bool ephemeral, Action<string> onProgress, CancellationToken stop);

    /// <summary>Starts the account's default server where somebody once made it; null where nobody has.</summary>
    /// <param name="onProgress">What is being done, in words; called from any thread.</param>
    /// <param name="stop">Stops it.</param>
    public abstract Task<PgTaskServer?> StartDefaultAsync(Action<string> onProgress, CancellationToken stop);

    /// <summary>Stops a server and waits until it is down; open sessions are disconnected. Not running: no error.</summary>
    public abstract Task<PgTaskServer> StopAsync(string dataDirectory, CancellationToken stop);

    /// <summary>Stops a server where it runs, and removes its directory with all data.</summary>
    public abstract Task RemoveAsync(string dataDirectory, CancellationToken stop);

    /// <summary>One server's state, or null where the directory holds none.</summary>
    public abstract Task<PgTaskServer?> GetAsync(string dataDirectory, CancellationToken stop);

    /// <summary>The servers this account knows of: the default one, and those started from here that still are, and ephemeral
    /// ones, also of other processes, living or not.</summary>
    public abstract Task<IReadOnlyList<PgTaskServer>> GetAllAsync(CancellationToken stop);

    /// <summary>How to connect to a server, with its password where it has one.</summary>
    public abstract Task<ConnectionRequest> GetConnectionAsync(PgTaskServer server, CancellationToken stop);
}
