using System.Globalization;
using System.Management.Automation.Host;

namespace PgTasks;

/// <summary>A cmdlet that takes many records through its pipeline and sends them to the store in batches.</summary>
public abstract class PgTaskBatchCmdlet : PgTaskStoreCmdlet, IDisposable
{
    private BatchSender? _sender;

    private protected PgTaskBatchCmdlet()
    {
    }

    /// <summary>What has become of tasks that the store has taken, as in "3 tasks were added"; null: nothing.</summary>
    private protected virtual string? Done => null;

    /// <inheritdoc/>
    public void Dispose()
    {
        // The pipeline may come here before StopProcessing is called on the thread that stops it.
        bool isStopped = Stopping || StopToken.IsCancellationRequested;
        // The pipeline may end early (Select-Object -First): what is under way ends before the cmdlet does.
        StopProcessing();
        _sender?.WaitForAll();
        if (isStopped && Done is not null)
        {
            WriteStored(_sender?.Stored ?? 0);
        }

        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _sender?.WaitForAll();
        WriteAnswered();
    }

    /// <summary>The way to the store for this cmdlet's records.</summary>
    /// <param name="send">Sends a batch; a result a record, in order.</param>
    /// <param name="getTarget">What an error that concerns a record has for its target.</param>
    private protected BatchSender<TRecord> StartBatches<TRecord>(
        Func<IReadOnlyList<TRecord>, Task<StoreResult[]>> send, Func<TRecord, object?> getTarget)
    {
        BatchSender<TRecord> sender = new(send, getTarget);
        _sender = sender;
        return sender;
    }

    /// <summary>Writes what the store has answered so far, objects and errors in the order of the records.</summary>
    private protected void WriteAnswered()
    {
        WriteMessages();
        while (TryTake(out object? target, out StoreResult result))
        {
            if (result.Error is not null)
            {
                WriteError(ErrorRecords.Create(result.Error, target));
            }
            else if (result.Value is not null)
            {
                WriteValue(result.Value);
            }
        }
    }

    /// <summary>Writes what the store gave for a record.</summary>
    private protected virtual void WriteValue(object value) => WriteObject(value);

    /// <summary>Says what a stop leaves behind. A stopped pipeline takes no more warnings, the host still does.</summary>
    private void WriteStored(long count)
    {
        string where = Caller.Transaction is null ? "and stay so" : "in the transaction, which is still open";
        string message = string.Create(
            CultureInfo.CurrentCulture, $"{MyInvocation.MyCommand.Name} was stopped: {count:N0} tasks were {Done}, {where}.");
        try
        {
            Host?.UI?.WriteWarningLine(message);
        }
        catch (Exception exception) when (exception is HostException or NotImplementedException)
        {
            // A host that shows nothing.
        }
    }

    private bool TryTake(out object? target, out StoreResult result)
    {
        try
        {
            return _sender!.TryTake(out target, out result);
        }
        catch (Exception exception) when (IsStop(exception) || ErrorRecords.IsExpected(exception))
        {
            Fail(exception, target: null);
            throw;
        }
    }
}
