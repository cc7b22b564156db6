namespace PgTasks.Postgres.Settings;

/// <summary>A setting as one source says it: a keyword, its value, and what the source is called.</summary>
internal sealed record Setting(string Name, string Value, string Source)
{
    /// <summary>A server's address, tried in place of its name's; libpq's keyword, as Npgsql has none.</summary>
    public const string HostAddress = "hostaddr";

    /// <summary>The section of pg_service.conf; libpq's keyword.</summary>
    public const string Service = "service";

    /// <summary>The path of pg_service.conf; libpq's keyword.</summary>
    public const string ServiceFile = "servicefile";

    /// <summary>The application's name where no source says another; libpq's keyword.</summary>
    public const string FallbackApplicationName = "fallback_application_name";

    /// <summary>The keyword and its source: a value may be a secret.</summary>
    public override string ToString() => $"{Name} ({Source})";
}
