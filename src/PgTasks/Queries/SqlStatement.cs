namespace PgTasks;

/// <summary>One statement of a <see cref="SqlText"/>.</summary>
/// <param name="Text">The statement with the placeholders $1, $2 …</param>
/// <param name="Arguments">Which of the text's values each placeholder takes.</param>
/// <param name="Words">Its words outside quotes, in capitals.</param>
/// <param name="FirstWord">The first of them.</param>
internal sealed record SqlStatement(string Text, int[] Arguments, IReadOnlySet<string> Words, string FirstWord)
{
    /// <summary>Where the statement begins in the user's text, past comments.</summary>
    public int Start { get; init; }

    /// <summary>Where it ends in the user's text: at its semicolon.</summary>
    public int End { get; init; }

    /// <summary>How its text lies in the user's; the first of them begins at 0.</summary>
    public IReadOnlyList<SqlShift> Shifts { get; init; } = [];

    /// <summary>What it begins with, without a value: for those who may see what runs, but not its data.</summary>
    public string Outline { get; init; } = "";

    /// <summary>The rows that follow a COPY FROM STDIN in the text; null for none.</summary>
    public string? CopyData { get; init; }

    /// <summary>Whether ending it early loses nothing but rows.</summary>
    public bool OnlyReads => FirstWord is "SELECT" or "VALUES" or "TABLE" or "SHOW" or "FETCH"
        || (FirstWord is "WITH" && !Words.Overlaps(["INSERT", "UPDATE", "DELETE", "MERGE"]));

    /// <summary>False where it surely gives no rows.</summary>
    public bool MayGiveRows => FirstWord switch
    {
        "INSERT" or "UPDATE" or "DELETE" or "MERGE" => Words.Contains("RETURNING"),
        "CREATE" or "ALTER" or "DROP" or "TRUNCATE" or "SET" or "RESET" or "GRANT" or "REVOKE" or "DO" or "COMMENT"
            or "COPY" or "ANALYZE" or "VACUUM" or "REINDEX" or "LOCK" or "NOTIFY" or "LISTEN" or "UNLISTEN"
            or "PREPARE" or "DEALLOCATE" or "DECLARE" or "CLOSE" or "MOVE" or "DISCARD" => false,
        _ => !ControlsTransaction,
    };

    /// <summary>Whether it begins, ends or divides a transaction.</summary>
    public bool ControlsTransaction => FirstWord switch
    {
        "BEGIN" or "START" or "END" or "ABORT" or "SAVEPOINT" or "RELEASE" => true,
        "COMMIT" or "ROLLBACK" => !Words.Contains("PREPARED"),
        "PREPARE" => Words.Contains("TRANSACTION"),
        _ => false,
    };

    /// <summary>Whether a transaction of the text's own is open after it.</summary>
    /// <param name="isOpen">Whether one is before it.</param>
    public bool LeavesTransactionOpen(bool isOpen) => FirstWord switch
    {
        "BEGIN" or "START" => true,
        "COMMIT" or "END" or "ABORT" when !Words.Contains("PREPARED") => Words.Contains("CHAIN") && !Words.Contains("NO"),
        "ROLLBACK" when !Words.Overlaps(["PREPARED", "TO"]) => Words.Contains("CHAIN") && !Words.Contains("NO"),
        "PREPARE" when Words.Contains("TRANSACTION") => false,
        _ => isOpen,
    };

    /// <summary>
    /// Whether something may be left on the connection after it that is to last, as far as the text says: a setting, a
    /// temporary table, a lock, what was prepared.
    /// </summary>
    /// <param name="isLeft">Whether something may be before it.</param>
    public bool LeavesBehind(bool isLeft) => FirstWord switch
    {
        "DISCARD" when Words.Contains("ALL") => false,
        "SET" => isLeft || !Words.Overlaps(["LOCAL", "TRANSACTION", "CONSTRAINTS"]) || Words.Contains("SESSION"),
        "LISTEN" or "LOAD" or "DO" or "CALL" => true,
        "PREPARE" => isLeft || !Words.Contains("TRANSACTION"),
        "DECLARE" => isLeft || Words.Contains("HOLD"),
        _ => isLeft || Words.Overlaps(
            ["TEMP", "TEMPORARY", "PG_TEMP", "SET_CONFIG", "PG_ADVISORY_LOCK", "PG_ADVISORY_LOCK_SHARED",
                "PG_TRY_ADVISORY_LOCK", "PG_TRY_ADVISORY_LOCK_SHARED", "SETSEED"]),
    };

    /// <summary>Whether it is a COPY through the connection.</summary>
    public bool CopiesThroughConnection => FirstWord is "COPY" && Words.Overlaps(["STDIN", "STDOUT"]);

    /// <summary>Whether it waits for rows through the connection.</summary>
    public bool CopiesIn => FirstWord is "COPY" && Words.Contains("STDIN");

    /// <summary>The index in the user's text of one in the statement's.</summary>
    public int ToSource(int index)
    {
        SqlShift shift = Shifts.LastOrDefault(shift => shift.Text <= index);
        return shift.Source + (shift.IsFixed ? 0 : index - shift.Text);
    }
}
