namespace PgTasks;

/// <summary>How a transaction begins; a null level is the server's default.</summary>
internal sealed record TransactionOptions(PgTaskIsolationLevel? IsolationLevel, bool IsReadOnly, bool IsDeferrable);
