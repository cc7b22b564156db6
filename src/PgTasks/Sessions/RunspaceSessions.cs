using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace PgTasks;

/// <summary>The sessions that a runspace has connected; the last of them is its current one.</summary>
internal sealed class RunspaceSessions
{
    private static readonly ConditionalWeakTable<Runspace, RunspaceSessions> s_all = [];
    private readonly List<PgTaskSession> _sessions = [];
    private readonly Dictionary<PgTaskSession, PgTaskTransaction> _transactions = [];
    private readonly object _connecting = new();
    private int _lastNumber;

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

    /// <summary>The current session.</summary>
    /// <exception cref="PgTaskException">NotConnected.</exception>
    public PgTaskSession GetCurrent() =>
        Open is [.., PgTaskSession last] ? last : throw StoreErrors.NotConnected();

    /// <summary>The current session; where there is none, the one that is connected now, by one caller at a time.</summary>
    /// <param name="connect">Connects and adds a session, or gives null where nothing says to which server.</param>
    /// <exception cref="PgTaskException">NotConnected.</exception>
    public PgTaskSession GetCurrentOr(Func<PgTaskSession?> connect)
    {
        lock (_connecting)
        {
            return Open is [.., PgTaskSession last] ? last : connect() ?? GetCurrent();
        }
    }

    /// <summary>The open session of that name in any case of letters, or null.</summary>
    public PgTaskSession? Find(string name) =>
        Open.LastOrDefault(session => session.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

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

    /// <summary>Makes a transaction the one that this runspace's statements on its session belong to.</summary>
    public void SetTransaction(PgTaskTransaction transaction)
    {
        lock (_sessions)
        {
            _transactions[transaction.Session] = transaction;
        }

        transaction.Session.Follow(transaction);
    }

    /// <summary>A name that no open session has.</summary>
    public string NextName()
    {
        string name;
        do
        {
            name = $"Session{Interlocked.Increment(ref _lastNumber)}";
        }
        while (Find(name) is not null);
        return name;
    }

    /// <summary>Makes a session the current one; closes an older one of the same name.</summary>
    public void Add(PgTaskSession session)
    {
        Find(session.Name)?.Close();
        lock (_sessions)
        {
            _sessions.Add(session);
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

        foreach (PgTaskSession session in Open)
        {
            session.Close();
        }
    }
}
