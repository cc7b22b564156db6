using System.Net;

namespace PgTasks;

/// <summary>What the caller said about a connection; null is "not said". The Postgres side resolves the rest.</summary>
internal sealed record ConnectionRequest
{
    public string? ConnectionString { get; init; }
    public string? HostName { get; init; }
    public int? Port { get; init; }
    public string? Database { get; init; }
    /// <summary>The role, where no password is to be said with it.</summary>
    public string? UserName { get; init; }

    public NetworkCredential? Credential { get; init; }
    public string? SslMode { get; init; }
    public string? RootCertificate { get; init; }
    public int? MinPoolSize { get; init; }
    public int? MaxPoolSize { get; init; }

    /// <summary>Seconds to wait for a connection.</summary>
    public int? ConnectTimeout { get; init; }

    /// <summary>Seconds a statement may take; 0 is no limit.</summary>
    public int? CommandTimeout { get; init; }

    public string? ApplicationName { get; init; }
}
