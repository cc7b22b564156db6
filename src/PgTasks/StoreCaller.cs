namespace PgTasks;

/// <summary>On whose behalf a store acts: where its server's notices go. The store calls it from any thread.</summary>
internal sealed record StoreCaller(Action<string> OnNotice);
