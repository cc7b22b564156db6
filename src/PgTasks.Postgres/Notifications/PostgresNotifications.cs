using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>The notifications of a store's database.</summary>
/// <param name="connections">The store's connections.</param>
internal sealed class PostgresNotifications(PostgresConnections connections) : NotificationOperations
{
    private static readonly TimeSpan s_longestWait = TimeSpan.FromDays(1);
    private readonly NotificationStatements _statements = new();

    /// <inheritdoc/>
    public override async Task<StoreResult[]> SendAsync(
        IReadOnlyList<NewNotification> notifications, StoreCaller caller, CancellationToken stop)
    {
        List<StoreResult> results = new(notifications.Count);
        try
        {
            while (results.Count < notifications.Count)
            {
                NewNotification[] unlike = [.. TakeUnlike(notifications.Skip(results.Count), caller)];
                results.AddRange(await BadRecords.FailAloneAsync(unlike, caller, part => SendPartAsync(part, caller, stop)));
            }
        }
        catch (Exception exception) when (results.Count > 0)
        {
            BatchException? batch = exception as BatchException;
            throw new BatchException(
                [.. results, .. batch?.Answered ?? []], batch?.Unknown ?? 0, batch?.InnerException ?? exception);
        }

        return [.. results];
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<IReadOnlyList<PgTaskNotification>> ReceiveAsync(
        IReadOnlyList<string> channels, int? count, TimeSpan? timeout, StoreCaller caller,
        [EnumeratorCancellation] CancellationToken stop)
    {
        SqlName[] names = [.. channels.Select(SqlName.OfChannel)];
        ConcurrentQueue<PgTaskNotification> heard = new();
        await using Listener listener = new(connections, names, notification => heard.Enqueue(Read(notification)));
        ListenerState state = ListenerState.Connecting;
        int losses = 0;
        long start = Stopwatch.GetTimestamp();
        int left = count ?? int.MaxValue;
        TimeSpan rest = timeout ?? TimeSpan.MaxValue;
        while (left > 0 && rest >= TimeSpan.Zero)
        {
            await listener.WaitAsync(rest < s_longestWait ? rest : s_longestWait, stop);
            rest = timeout is null ? rest : timeout.Value - Stopwatch.GetElapsedTime(start);
            List<PgTaskNotification> together = [];
            while (left > 0 && heard.TryDequeue(out PgTaskNotification? next))
            {
                together.Add(next);
                left -= count is null ? 0 : 1;
            }

            ListenerState before = state;
            state = listener.State;
            if (state == ListenerState.Unable || (state == ListenerState.Lost && before == ListenerState.Connecting))
            {
                yield return together;
                throw listener.Fault!;
            }

            if (losses != listener.Losses)
            {
                losses = listener.Losses;
                before = ListenerState.Lost;
                caller.OnNotice(new StoreNotice(
                    NoticeLevel.Warning,
                    "The connection was lost, and is made again. What is sent meanwhile is not heard. "
                    + listener.Fault?.Message));
            }

            if (state != before && state == ListenerState.Listening)
            {
                caller.OnNotice(new StoreNotice(NoticeLevel.Verbose, $"Listening on {string.Join(", ", channels)}."));
            }

            yield return together;
        }
    }

    private static PgTaskNotification Read(NpgsqlNotificationEventArgs heard) => new()
    {
        Channel = heard.Channel,
        Payload = heard.Payload,
        ProcessId = heard.PID,
        ReceivedAt = DateTime.Now,
    };

    /// <summary>
    /// As many as one transaction can send, where it is not the caller's own: of those that are alike the server tells one.
    /// </summary>
    private static IEnumerable<NewNotification> TakeUnlike(IEnumerable<NewNotification> notifications, StoreCaller caller)
    {
        HashSet<NewNotification> taken = [];
        return notifications.TakeWhile(next => taken.Add(next) || caller.Transaction is not null);
    }

    private async Task<StoreResult[]> SendPartAsync(
        IReadOnlyList<NewNotification> part, StoreCaller caller, CancellationToken stop)
    {
        string[] channels = [.. part.Select(sent => SqlName.OfChannel(sent.Channel).Name)];
        string[] payloads = [.. part.Select(sent => sent.Payload)];
        SqlBuilder statement = caller.Transaction is null
            ? _statements.SendAtOnce(channels, payloads)
            : _statements.Send(channels, payloads);
        return await connections.RunStatementAsync(
            statement, (_, _) => Task.FromResult(new StoreResult[part.Count]), caller, stop, changes: true);
    }
}
