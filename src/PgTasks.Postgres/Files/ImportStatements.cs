namespace PgTasks.Postgres.Import;

/// <summary>The statements that import tasks, each whole.</summary>
/// <param name="schema">The store's schema.</param>
internal sealed class ImportStatements(SqlName schema)
{
    /// <summary>What takes the lock that <see cref="Copy"/> wants, and fails where the store is missing; not to be run.</summary>
    public SqlBuilder Lock() => $"INSERT INTO {schema}.task (title) VALUES ('')";

    /// <summary>Takes rows with these columns.</summary>
    public SqlBuilder Copy(TaskColumn[] columns) =>
        $"COPY {schema}.task ({TaskColumn.GetNames(columns)}) FROM STDIN (FORMAT BINARY)";
}
