using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace PgTasks;

/// <summary>The sessions that a runspace has connected or selected; the last of them is its current one.</summary>
internal sealed class RunspaceSessions
{
    private static readonly ConditionalWeakTable<Runspace, RunspaceSessions> s_all = [];
    private readonly List<PgTaskSession> _sessions = [];
    private readonly HashSet<PgTaskSession> _borrowed = [];
    private readonly Dictionary<PgTaskSession, PgTaskTransaction> _transactions = [];
    private readonly object _connecting = new();
    private int _lastNumber;
    private (string Host, int Port)? _lastServer;

    private RunspaceSessions(Runspace runspace)
    {
        runspace.StateChanged += (_, change) =>
        {
            if (change.RunspaceStateInfo.State is RunspaceState.Closed or RunspaceState.Broken)
            {
                CloseAll();
            }
        };
    }

    /// <summary>Those of the runspace that runs on this thread.</summary>
    public static RunspaceSessions Here =>
        s_all.GetValue(Runspace.DefaultRunspace, runspace => new RunspaceSessions(runspace));

    /// <summary>The open sessions, oldest first.</summary>
    public IReadOnlyList<PgTaskSession> Open
    {
        get
        {
            lock (_sessions)
            {
                foreach (PgTaskSession closed in _sessions.Where(session => !session.IsOpen))
                {
                    _transactions.Remove(closed);
                }

                _sessions.RemoveAll(session => !session.IsOpen);
                return [.. _sessions];
            }
        }
    }

    /// <summary>The current session, or null.</summary>
    public PgTaskSession? Current => Open is [.., PgTaskSession last] ? last : null;

    /// <summary>
    /// Whether the last session was one of another server: what was meant for that must not happen on this one.
    /// </summary>
    public bool WasElsewhere(string host, int port) => _lastServer is { } last && last != (host, port);

    /// <summary>The current session.</summary>
    /// <exception cref="PgTaskException">NotConnected.</exception>
    public PgTaskSession GetCurrent() => Current ?? throw StoreErrors.NotConnected();

    /// <summary>Makes an open session the current one; one of another runspace stays that one's to close.</summary>
    /// <exception cref="PgTaskException">SessionClosed.</exception>
    public void Select(PgTaskSession session)
    {
        if (!session.IsOpen)
        {
            throw StoreErrors.SessionClosed(session.Name);
        }

        lock (_sessions)
        {
            if (!_sessions.Remove(session))
            {
                _borrowed.Add(session);
            }

            _sessions.Add(session);
            _lastServer = (session.HostName, session.Port);
        }
    }

    /// <summary>The current session; where there is none, the one that is connected now, by one caller at a time.</summary>
    /// <param name="connect">Connects and adds a session, or gives null where nothing says to which server.</param>
    /// <exception cref="PgTaskException">NotConnected.</exception>
    public PgTaskSession GetCurrentOr(Func<PgTaskSession?> connect)
    {
        lock (_connecting)
        {
            return Current ?? connect() ?? GetCurrent();
        }
    }

    /// <summary>The open session of that name in any case of letters, or null.</summary>
    public PgTaskSession? Find(string name) =>
        Open.LastOrDefault(session => session.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the session was connected in this runspace.</summary>
    public bool HasConnected(PgTaskSession session)
    {
        lock (_sessions)
        {
            return _sessions.Contains(session) && !_borrowed.Contains(session);
        }
    }

    /// <summary>The transaction that this runspace has open on a session, or null.</summary>
    public PgTaskTransaction? GetTransaction(PgTaskSession session)
    {
        lock (_sessions)
        {
            return _transactions.TryGetValue(session, out PgTaskTransaction? transaction) && transaction.Depth > 0
                ? transaction
                : null;
        }
    }

    /// <summary>The transaction that this runspace has open on a session, whose innermost level a cmdlet began.</summary>
    /// <exception cref="PgTaskException">NoTransaction, TransactionOfBlock.</exception>
    public PgTaskTransaction GetOwnTransaction(PgTaskSession session)
    {
        PgTaskTransaction open = GetTransaction(session) ?? throw TransactionErrors.NoTransaction();
        return open.Owner is null ? open : throw TransactionErrors.TransactionOfBlock();
    }

    /// <summary>Begins a transaction for this runspace's statements on a session, or the next level of the open one.</summary>
    /// <param name="session">The session.</param>
    /// <param name="options">How it begins; the next level has none.</param>
    /// <param name="owner">The block that will end it, or null.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="stop">Stops it.</param>
    /// <exception cref="PgTaskException">TransactionAlreadyBegun.</exception>
    public async Task<PgTaskTransaction> BeginAsync(
        PgTaskSession session, TransactionOptions options, object? owner, StoreCaller caller, CancellationToken stop)
    {
        if (GetTransaction(session) is { } open)
        {
            if (options is not { IsolationLevel: null, IsReadOnly: false, IsDeferrable: false })
            {
                throw TransactionErrors.TransactionAlreadyBegun();
            }

            await open.NestAsync(owner, stop);
            return open;
        }

        PgTaskTransaction transaction = new(session, await session.Store.BeginAsync(options, caller, stop), owner);
        lock (_sessions)
        {
            _transactions[session] = transaction;
        }

        session.Follow(transaction);
        return transaction;
    }

    /// <summary>Connects and makes the session the current one. What fails on the way leaves no pool behind.</summary>
    /// <param name="request">How to connect.</param>
    /// <param name="name">The session's name, taken from an older one that has it; null: the next free one.</param>
    /// <param name="initialize">Whether to create the store, or bring it up to date.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="stop">Stops it.</param>
    public async Task<PgTaskSession> ConnectAsync(
        ConnectionRequest request, string? name, bool initialize, StoreCaller caller, CancellationToken stop)
    {
        TaskStore store = TaskStore.Create();
        try
        {
            ServerFacts facts = await store.OpenAsync(request, caller, stop);
            if (initialize)
            {
                await store.Schema.InitializeAsync(caller, stop);
            }

            PgTaskSession session = new(name ?? NextName(), store, facts);
            Add(session);
            return session;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    private string NextName()
    {
        string name;
        do
        {
            name = $"Session{Interlocked.Increment(ref _lastNumber)}";
        }
        while (Find(name) is not null);
        return name;
    }

    private void Add(PgTaskSession session)
    {
        PgTaskSession? namesake = Find(session.Name);
        if (namesake is not null && !_borrowed.Contains(namesake))
        {
            namesake.Close();
        }

        lock (_sessions)
        {
            _sessions.RemoveAll(older => older == namesake);
            _sessions.Add(session);
            _lastServer = (session.HostName, session.Port);
        }
    }

    /// <summary>Rolls back the transactions of this runspace and closes its sessions.</summary>
    public void CloseAll()
    {
        PgTaskTransaction[] transactions;
        lock (_sessions)
        {
            transactions = [.. _transactions.Values.Where(transaction => transaction.Depth > 0)];
            _transactions.Clear();
        }

        foreach (PgTaskTransaction transaction in transactions)
        {
            transaction.UndoAsync(depth: 1).GetAwaiter().GetResult();
        }

        foreach (PgTaskSession session in Open.Where(session => !_borrowed.Contains(session)))
        {
            session.Close();
        }

        lock (_sessions)
        {
            _sessions.Clear();
        }
    }
}
