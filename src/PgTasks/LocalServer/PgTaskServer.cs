namespace PgTasks;

/// <summary>A private PostgreSQL server: made from the installed PostgreSQL, reachable by its owner alone.</summary>
public sealed class PgTaskServer
{
    /// <summary>Where its data lies.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The programs it runs with.</summary>
    public required string BinDirectory { get; init; }

    /// <summary>PostgreSQL's version, as in 15.18.</summary>
    public required string Version { get; init; }

    /// <summary>Whether it is up.</summary>
    public required bool IsRunning { get; init; }

    /// <summary>The postmaster's process id while it is up.</summary>
    public int? ProcessId { get; init; }

    /// <summary>The directory of its socket, or on Windows the loopback address.</summary>
    public required string HostName { get; init; }

    /// <summary>Its port; names the socket file where it listens on no TCP port.</summary>
    public required int Port { get; init; }

    /// <summary>The database it was made with.</summary>
    public required string Database { get; init; }

    /// <summary>The role it was made with.</summary>
    public required string UserName { get; init; }

    /// <summary>Whether it ends, data and all, with the process that started it.</summary>
    public required bool IsEphemeral { get; init; }

    /// <summary>Where it writes its log.</summary>
    public required string LogPath { get; init; }

    /// <summary>What psql, or Connect-PgTask -ConnectionString, needs to reach it; without a password.</summary>
    public string ConnectionString => $"host={HostName} port={Port} dbname={Database} user={UserName}";

    /// <inheritdoc/>
    public override string ToString() => DataDirectory;
}
