namespace PgTasks.Postgres;

/// <summary>What a piece of SQL is.</summary>
internal enum SqlTokenKind
{
    Space,
    Comment,

    /// <summary>A string in single quotes, with the E, U&amp;, B, X or N before it.</summary>
    String,

    /// <summary>A string between $$ or $tag$.</summary>
    DollarString,

    /// <summary>A name in double quotes.</summary>
    QuotedName,

    /// <summary>A name or a key word.</summary>
    Word,
    Number,

    /// <summary>A placeholder, as $1.</summary>
    Placeholder,

    /// <summary>A run of the characters that operators are made of.</summary>
    Operator,

    /// <summary>Any other character, or one of :: and :=</summary>
    Symbol,
}
