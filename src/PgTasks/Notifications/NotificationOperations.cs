namespace PgTasks;

/// <summary>The notifications of a store's database. What <see cref="TaskStore"/> says of operations holds.</summary>
internal abstract class NotificationOperations
{
    /// <summary>
    /// Sends the notifications, a result each in order; those of a transaction at its commit. A bad one fails alone.
    /// </summary>
    public abstract Task<StoreResult[]> SendAsync(
        IReadOnlyList<NewNotification> notifications, StoreCaller caller, CancellationToken stop);

    /// <summary>
    /// Hears what is sent on channels from now on, on a connection of its own, and connects again when that is lost. Gives
    /// those that have come together; none where there is only a notice.
    /// </summary>
    /// <param name="channels">The channels, exactly as the server has them.</param>
    /// <param name="count">After how many it ends, if at all.</param>
    /// <param name="timeout">After which time it ends, if at all.</param>
    /// <param name="caller">Hears when the connection is lost and when it is there again.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="PgTaskException">UnusableChannelName, CannotListen.</exception>
    public abstract IAsyncEnumerable<IReadOnlyList<PgTaskNotification>> ReceiveAsync(
        IReadOnlyList<string> channels, int? count, TimeSpan? timeout, StoreCaller caller, CancellationToken stop);
}
