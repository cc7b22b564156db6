using System.Net;

namespace PgTasks;

/// <summary>What the caller said about a connection; null is "not said". The Postgres side resolves the rest.</summary>
internal sealed record ConnectionRequest
{
    /// <summary>libpq's keywords and values, a URI, or Npgsql's own spelling.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>A postgresql:// URI.</summary>
    public string? Uri { get; init; }

    /// <summary>A section of pg_service.conf.</summary>
    public string? Service { get; init; }

    /// <summary>The full path of a .env file, which counts after everything else.</summary>
    public string? EnvironmentFile { get; init; }

    /// <summary>Whether only what stands here counts, and no variable and no file; so for private servers.</summary>
    public bool IgnoresEnvironment { get; init; }

    public string? HostName { get; init; }
    public int? Port { get; init; }
    public string? Database { get; init; }

    /// <summary>The schema that the store lies in.</summary>
    public string? Schema { get; init; }

    /// <summary>Who adds and changes tasks, where that is not the role.</summary>
    public string? ActAs { get; init; }

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

    /// <summary>Seconds after which an idle connection beyond the minimum is closed.</summary>
    public int? ConnectionIdleLifetime { get; init; }

    /// <summary>Seconds after which a connection is replaced; 0 is never.</summary>
    public int? ConnectionLifetime { get; init; }

    /// <summary>Seconds of idleness after which the server is asked for a sign of life; 0 is never.</summary>
    public int? Keepalive { get; init; }

    /// <summary>Which of several servers will do, as in PreferStandby.</summary>
    public string? TargetSessionAttribute { get; init; }

    /// <summary>Whether to start with another one of several servers each time.</summary>
    public bool? LoadBalanceHosts { get; init; }

    /// <summary>Whether the server shall refuse whatever changes data.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Nothing of the values: there are secrets among them.</summary>
    public override string ToString() => nameof(ConnectionRequest);
}
