namespace PgTasks;

/// <summary>What an error of the server concerns.</summary>
internal enum ErrorScope
{
    /// <summary>The statement, the connection or the server: the next input would meet it as well.</summary>
    Statement,

    /// <summary>The values of one input.</summary>
    Input,

    /// <summary>Something that was in the way at that moment: the next input may pass.</summary>
    Moment,

    /// <summary>The whole transaction, which wants to be run again.</summary>
    Transaction,
}
