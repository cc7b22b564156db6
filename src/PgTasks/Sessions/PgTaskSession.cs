using System.Collections.Concurrent;
using System.Management.Automation.Runspaces;

namespace PgTasks;

/// <summary>
/// A connected store of tasks and its pool of connections. Safe to share between runspaces; belongs to the one that
/// connected it, and closes with it.
/// </summary>
public sealed class PgTaskSession
{
    private readonly TaskStore _store;
    private readonly ConcurrentDictionary<PgTaskTransaction, bool> _transactions = new();
    private int _closed;

    internal PgTaskSession(string name, TaskStore store, ServerFacts facts)
    {
        Name = name;
        Facts = facts;
        _store = store;
        HostName = facts.HostName;
        Port = facts.Port;
        Database = facts.Database;
        Schema = facts.Schema;
        IsReadOnly = facts.IsReadOnly;
        UserName = facts.UserName;
        ActAs = facts.ActAs;
        ServerVersion = facts.Version;
        ServerVersionText = facts.VersionText;
        Settings = facts.Settings;
    }

    /// <summary>The name that -Session takes.</summary>
    public string Name { get; }

    /// <summary>The server's host, or the directory of its socket.</summary>
    public string HostName { get; }

    /// <summary>The server's port.</summary>
    public int Port { get; }

    /// <summary>The database.</summary>
    public string Database { get; }

    /// <summary>The schema of the database that the store lies in.</summary>
    public string Schema { get; }

    /// <summary>Whether the server refuses whatever changes data: -ReadOnly, a standby, or the role's default.</summary>
    public bool IsReadOnly { get; }

    /// <summary>The role.</summary>
    public string UserName { get; }

    /// <summary>Who adds and changes tasks, where that is not the role but somebody who shares it; else null.</summary>
    public string? ActAs { get; }

    /// <summary>The server's version.</summary>
    public Version ServerVersion { get; }

    /// <summary>The server's version in its own words.</summary>
    public string ServerVersionText { get; }

    /// <summary>The server's version as its <c>server_version_num</c>, as in 150018.</summary>
    public int ServerVersionNumber => (ServerVersion.Major * 10000) + Math.Max(ServerVersion.Minor, 0);

    /// <summary>The settings it was connected with and where each came from.</summary>
    public IReadOnlyList<PgTaskSetting> Settings { get; }

    /// <summary>The same, a line a setting: Format-List shows only the first few of a list.</summary>
    public string SettingsText => string.Join(Environment.NewLine, Settings);

    /// <summary>The figures of its pool of connections, read now; null once it is closed.</summary>
    public PgTaskPool? Pool => IsOpen ? _store.GetPool() : null;

    /// <summary>When it was connected.</summary>
    public DateTime ConnectedAt { get; } = DateTime.Now;

    /// <summary>Whether cmdlets of the runspace that asks use it where no -Session is given.</summary>
    public bool IsCurrent => Runspace.DefaultRunspace is not null && RunspaceSessions.Here.Current == this;

    /// <summary>Open or Closed.</summary>
    public string State => IsOpen ? "Open" : "Closed";

    /// <summary>What was connected to, in a sentence without its end.</summary>
    internal string Welcome =>
        $"Connected to {Database} on {HostName}:{Port} (PostgreSQL {ServerVersionText}) as {UserName}, session '{Name}'";

    internal ServerFacts Facts { get; }

    /// <summary>Who adds and changes tasks, and whose are Mine.</summary>
    internal string Actor => ActAs ?? UserName;

    internal bool IsOpen => Volatile.Read(ref _closed) == 0;

    internal TaskStore Store => IsOpen ? _store : throw StoreErrors.SessionClosed(Name);

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Remembers a transaction until it has ended: closing the session rolls it back.</summary>
    internal void Follow(PgTaskTransaction transaction)
    {
        foreach (PgTaskTransaction ended in _transactions.Keys.Where(candidate => candidate.Depth == 0))
        {
            _transactions.TryRemove(ended, out _);
        }

        _transactions.TryAdd(transaction, true);
    }

    /// <summary>Rolls back what is open and closes the connections; a second call does nothing.</summary>
    internal void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            foreach (PgTaskTransaction transaction in _transactions.Keys)
            {
                transaction.UndoAsync(depth: 1).GetAwaiter().GetResult();
            }

            _store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }
}
