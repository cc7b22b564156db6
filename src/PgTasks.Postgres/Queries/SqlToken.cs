namespace PgTasks.Postgres;

/// <summary>A piece of SQL: where it begins in the text, and how long it is.</summary>
internal readonly record struct SqlToken(SqlTokenKind Kind, int Start, int Length)
{
    /// <summary>Where the next one begins.</summary>
    public int End => Start + Length;

    /// <summary>Whether it parts others and means nothing itself.</summary>
    public bool IsBlank => Kind is SqlTokenKind.Space or SqlTokenKind.Comment;
}
