using System.Globalization;

namespace PgTasks;

/// <summary>
/// What a cmdlet has that takes many records through its pipeline: sends them to the store in batches, and writes what
/// the store answers, objects and errors in the order of the records.
/// </summary>
/// <param name="cmdlet">The cmdlet that it writes for; all but the sending is on its pipeline's thread.</param>
/// <param name="send">Sends a batch; a result a record, in order.</param>
/// <param name="getTarget">What an error that concerns a record has for its target.</param>
internal sealed class RecordBatches<TRecord>(
    PgTaskCmdlet cmdlet, Func<IReadOnlyList<TRecord>, Task<StoreResult[]>> send, Func<TRecord, object?> getTarget)
    : IDisposable
{
    private readonly BatchSender<TRecord> _sender = new(send);
    private bool _isFailed;

    /// <summary>What has become of what the store has taken, as in "3 tasks were added"; null: nothing.</summary>
    public string? Done { get; init; }

    /// <summary>What that was.</summary>
    public string What { get; init; } = "tasks";

    /// <summary>Writes what the store gave for a record.</summary>
    public Action<object> Write { get; init; } = cmdlet.WriteObject;

    /// <summary>Takes a record on. Waits where a full batch is waiting already.</summary>
    /// <param name="record">The record.</param>
    /// <param name="isFollowed">Whether others are there already that follow, for which it may wait a moment.</param>
    public void Post(TRecord record, bool isFollowed = false) => _sender.Post(record, isFollowed);

    /// <summary>Writes what the store has answered so far.</summary>
    public void WriteAnswered()
    {
        cmdlet.WriteNotices();
        while (TryTake(out TRecord? record, out StoreResult result))
        {
            if (result.Error is PgTaskException { SpoilsTransaction: true } && cmdlet.Caller.Transaction is not null)
            {
                throw cmdlet.Fail(result.Error, getTarget(record!));
            }

            if (result.Error is not null)
            {
                cmdlet.WriteError(ErrorRecords.Create(result.Error, getTarget(record!)));
            }
            else if (result.Value is not null)
            {
                Write(result.Value);
            }
        }
    }

    /// <summary>Waits until all is answered, and writes it.</summary>
    public void End()
    {
        _sender.WaitForAll();
        WriteAnswered();
    }

    /// <summary>Ends what is under way before the cmdlet ends, which may be early (Select-Object -First).</summary>
    public void Dispose()
    {
        // The pipeline may come here before StopProcessing is called on the thread that stops it.
        bool isStopped = cmdlet.Stopping || cmdlet.StopToken.IsCancellationRequested;
        cmdlet.CancelWork();
        _sender.Abandon();
        if (Done is not null && (isStopped || (_sender.Unknown.Count > 0 && !_isFailed)))
        {
            WriteStored(_sender.Stored, _sender.Unknown.Count);
        }
    }

    /// <summary>What an error whose outcome is unknown concerns: the record itself where it is one.</summary>
    private object? GetUnknown() => _sender.Unknown switch
    {
        [] => null,
        [TRecord single] => getTarget(single),
        { } several => several.Select(getTarget).ToArray(),
    };

    /// <summary>Says what a stop leaves behind.</summary>
    private void WriteStored(long count, int unknown)
    {
        string where = cmdlet.Caller.Transaction is null ? "and stay so" : "in the transaction, which is still open";
        string name = cmdlet.MyInvocation.MyCommand.Name;
        string doubt = unknown == 0
            ? ""
            : string.Create(CultureInfo.CurrentCulture, $" Of {unknown:N0} more nobody knows: the server did not answer.");
        StopWarning.Write(cmdlet, string.Create(
            CultureInfo.CurrentCulture, $"{name} was stopped: {count:N0} {What} were {Done}, {where}.{doubt}"));
    }

    private bool TryTake(out TRecord? record, out StoreResult result)
    {
        try
        {
            return _sender.TryTake(out record, out result);
        }
        catch (Exception exception) when (cmdlet.IsStop(exception) || ErrorRecords.IsExpected(exception))
        {
            _isFailed = true;
            throw cmdlet.Fail(exception, GetUnknown());
        }
    }
}
