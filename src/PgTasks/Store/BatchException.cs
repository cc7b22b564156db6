namespace PgTasks;

/// <summary>What ended a batch after some of its records were answered.</summary>
/// <param name="answered">What became of the first records, in order.</param>
/// <param name="unknown">How many of those behind them may have been stored or not.</param>
/// <param name="cause">What ended it.</param>
internal sealed class BatchException(StoreResult[] answered, int unknown, Exception cause)
    : Exception(cause.Message, cause)
{
    public StoreResult[] Answered { get; } = answered;

    public int Unknown { get; } = unknown;
}
