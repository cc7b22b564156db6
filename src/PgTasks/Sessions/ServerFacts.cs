namespace PgTasks;

/// <summary>What a store learnt of its server when it connected, and the settings that led there.</summary>
internal sealed record ServerFacts(
    string HostName,
    int Port,
    string Database,
    string UserName,
    Version Version,
    string VersionText,
    string Schema,
    string? ActAs,
    bool IsReadOnly,
    IReadOnlyList<PgTaskSetting> Settings);
