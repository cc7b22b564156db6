namespace PgTasks.Postgres.Settings;

/// <summary>A server to try: what to connect to, its port, and the name it was given where that is an address.</summary>
internal sealed record HostEntry(string Target, int Port, string Name)
{
    /// <summary>As it stands among others in Npgsql's Host.</summary>
    public override string ToString() =>
        Target.Contains(':', StringComparison.Ordinal) && !Target.StartsWith('/') ? $"[{Target}]:{Port}" : $"{Target}:{Port}";
}
