namespace PgTasks;

/// <summary>Where a text has a parameter's name and yet does not name it.</summary>
internal enum SqlHiding
{
    None,
    String,
    DollarString,
    QuotedName,
    Comment,

    /// <summary>In the body of a routine or of PREPARE, whose $1 are its own.</summary>
    Body,
}
