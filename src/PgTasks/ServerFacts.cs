namespace PgTasks;

/// <summary>What a store learnt of its server when it connected.</summary>
internal sealed record ServerFacts(
    string HostName, int Port, string Database, string UserName, Version Version, string VersionText);
