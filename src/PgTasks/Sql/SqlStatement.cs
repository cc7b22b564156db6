namespace PgTasks;

/// <summary>One statement of a <see cref="SqlText"/>.</summary>
/// <param name="Text">The statement with the placeholders $1, $2 …</param>
/// <param name="Arguments">Which of the text's values each placeholder takes.</param>
/// <param name="Words">Its words outside quotes, in capitals.</param>
/// <param name="FirstWord">The first of them.</param>
internal sealed record SqlStatement(string Text, int[] Arguments, IReadOnlySet<string> Words, string FirstWord)
{
    /// <summary>Whether ending it early loses nothing but rows.</summary>
    public bool OnlyReads => FirstWord is "SELECT" or "VALUES" or "TABLE" or "SHOW" or "FETCH"
        || (FirstWord is "WITH" && !Words.Overlaps(["INSERT", "UPDATE", "DELETE", "MERGE"]));

    /// <summary>False where it surely gives no rows.</summary>
    public bool MayGiveRows => FirstWord switch
    {
        "INSERT" or "UPDATE" or "DELETE" or "MERGE" => Words.Contains("RETURNING"),
        "CREATE" or "ALTER" or "DROP" or "TRUNCATE" or "SET" or "RESET" or "GRANT" or "REVOKE" or "DO" => false,
        _ => true,
    };

    /// <summary>Whether it begins, ends or divides a transaction.</summary>
    public bool ControlsTransaction => FirstWord is
        "BEGIN" or "START" or "COMMIT" or "END" or "ABORT" or "ROLLBACK" or "SAVEPOINT" or "RELEASE"
        || (FirstWord is "PREPARE" && Words.Contains("TRANSACTION"));

    /// <summary>Whether it is a COPY through the connection.</summary>
    public bool CopiesThroughConnection => FirstWord is "COPY" && Words.Overlaps(["STDIN", "STDOUT"]);
}
