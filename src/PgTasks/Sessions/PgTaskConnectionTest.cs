using System.Management.Automation;

namespace PgTasks;

/// <summary>What an attempt to reach a database met with.</summary>
public sealed class PgTaskConnectionTest
{
    internal PgTaskConnectionTest(ServerFacts? facts, int? storeVersion, TimeSpan elapsed, ErrorRecord? error)
    {
        HostName = facts?.HostName;
        Port = facts?.Port;
        Database = facts?.Database;
        UserName = facts?.UserName;
        ServerVersion = facts?.Version;
        IsReadOnly = facts?.IsReadOnly;
        StoreVersion = storeVersion;
        Elapsed = elapsed;
        Error = error;
    }

    /// <summary>Whether the database answered.</summary>
    public bool Succeeded => Error is null;

    /// <summary>The server's host, or the directory of its socket; null where none was reached.</summary>
    public string? HostName { get; }

    /// <summary>The server's port.</summary>
    public int? Port { get; }

    /// <summary>The database.</summary>
    public string? Database { get; }

    /// <summary>The role.</summary>
    public string? UserName { get; }

    /// <summary>The server's version.</summary>
    public Version? ServerVersion { get; }

    /// <summary>Whether the server refuses whatever changes data.</summary>
    public bool? IsReadOnly { get; }

    /// <summary>The version of the store in the database; 0: there is none; null: it cannot be seen.</summary>
    public int? StoreVersion { get; }

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>Why not, with the id and the next step that Connect-PgTask would give.</summary>
    public ErrorRecord? Error { get; }

    /// <summary>The first part of the error's id.</summary>
    public string? ErrorId => Error?.FullyQualifiedErrorId;

    /// <inheritdoc/>
    public override string ToString() => Error is null ? $"{Database} on {HostName}" : Error.ToString();
}
