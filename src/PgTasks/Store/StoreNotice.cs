namespace PgTasks;

/// <summary>What a server says beside its results.</summary>
internal sealed record StoreNotice(NoticeLevel Level, string Text);
