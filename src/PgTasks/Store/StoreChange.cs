namespace PgTasks;

/// <summary>What bringing a store up to date did: schema versions before (0: there was none) and after.</summary>
internal sealed record StoreChange(int From, int To);
