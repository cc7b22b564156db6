namespace PgTasks.Postgres;

/// <summary>The statements that keep the words of tasks, each whole.</summary>
/// <param name="schema">The store's schema.</param>
internal sealed class SearchStatements(SqlName schema)
{
    /// <summary>Puts words of tasks into the index: how many, and the last one's id.</summary>
    /// <param name="language">The text search configuration.</param>
    /// <param name="after">The id after which to begin; null for all that is missing.</param>
    /// <param name="most">How many at most.</param>
    public SqlBuilder Index(string language, long? after, int most) =>
        $"SELECT i.count, i.last FROM {schema}.index_words({language}, {after}, {most}) i";
}
