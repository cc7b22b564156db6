using Npgsql;

namespace PgTasks.Postgres;

/// <summary>The tasks whose words meet a search, as a part of statements.</summary>
/// <param name="schema">The store's schema.</param>
/// <param name="words">What is searched for, as websearch_to_tsquery reads it.</param>
/// <param name="language">The text search configuration.</param>
internal sealed class WordSearch(SqlName schema, string words, string language)
{
    private readonly NpgsqlParameter _words = SqlBuilder.CreateParameter(words);
    private readonly NpgsqlParameter _language = SqlBuilder.CreateParameter(language);

    /// <summary>What is searched for.</summary>
    private SqlBuilder Query => $"websearch_to_tsquery({_language}::text::regconfig, {_words}::text)";

    /// <summary>
    /// A query of id and words: what the index has and, so that the answer is right whoever asks, what it does not have
    /// yet, which is next to nothing after <see cref="WordIndex"/> has run.
    /// </summary>
    public SqlBuilder Found => $"""
        (SELECT x.id, x.words FROM {schema}.task_text x
        WHERE x.language = {_language}::text AND x.words @@ {Query}
            AND NOT EXISTS (SELECT FROM {schema}.task_text_change c WHERE c.id = x.id)
        UNION ALL
        SELECT m.id, m.words FROM (
            SELECT u.id, {schema}.task_words({_language}::text, u.id, u.title, u.description, u.tags) AS words
            FROM {schema}.task u
            WHERE u.id > coalesce((SELECT s.settled FROM {schema}.task_text_state s WHERE s.language = {_language}::text), 0)
                AND NOT EXISTS (SELECT FROM {schema}.task_text x WHERE x.id = u.id AND x.language = {_language}::text)
            UNION
            SELECT u.id, {schema}.task_words({_language}::text, u.id, u.title, u.description, u.tags)
            FROM {schema}.task u WHERE u.id IN (SELECT c.id FROM {schema}.task_text_change c)) m
        WHERE m.words @@ {Query})
        """;

    /// <summary>How well the words of a row of <see cref="Found"/> called w fit.</summary>
    public SqlBuilder Rank => $"ts_rank(w.words, {Query})";

    /// <summary>Where it stands in the text of a task called t.</summary>
    public SqlBuilder Headline => $"""
        ts_headline({_language}::text::regconfig,
            concat_ws(' ', t.title, nullif(t.description, ''), nullif(array_to_string(t.tags, ' '), ''),
                (SELECT string_agg(n.text, ' ' ORDER BY n.id) FROM {schema}.note n WHERE n.task_id = t.id)), {Query},
            'StartSel=«, StopSel=», MaxWords=24, MinWords=8, ShortWord=0')
        """;
}
