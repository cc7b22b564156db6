using System.Collections.Concurrent;
using System.Management.Automation;

namespace PgTasks;

/// <summary>What all cmdlets of PgTasks share: waiting that Ctrl+C ends, and the way of an error to its record.</summary>
public abstract partial class PgTaskCmdlet : PSCmdlet
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<StoreNotice> _notices = new();

    private protected PgTaskCmdlet() => Caller = new StoreCaller(_notices.Enqueue);

    /// <summary>Cancelled by Ctrl+C.</summary>
    internal CancellationToken StopToken => _stop.Token;

    internal StoreCaller Caller { get; private protected set; }

    /// <inheritdoc/>
    protected override void StopProcessing() => CancelWork();

    internal void CancelWork() => _stop.Cancel();

    /// <summary>Waits on the pipeline thread. What the store refuses ends the cmdlet with an error record.</summary>
    internal T Wait<T>(Task<T> task, object? target = null)
    {
        Wait((Task)task, target);
        return task.Result;
    }

    /// <inheritdoc cref="Wait{T}(Task{T}, object?)"/>
    internal void Wait(Task task, object? target = null)
    {
        OrFail(task.GetAwaiter().GetResult, target);
        WriteNotices();
    }

    /// <summary>Takes the items as they come.</summary>
    internal void ForEach<T>(IAsyncEnumerable<T> items, Action<T> take, object? target = null)
    {
        // Not a foreach: what WriteObject throws (Select-Object -First, Ctrl+C) must pass, what the store throws not.
        using IEnumerator<T> enumerator = items.ToBlockingEnumerable(StopToken).GetEnumerator();
        Func<bool> moveNext = enumerator.MoveNext;
        while (OrFail(moveNext, target))
        {
            WriteNotices();
            take(enumerator.Current);
        }

        WriteNotices();
    }

    /// <summary>The result of the work; what it refuses ends the cmdlet with an error record.</summary>
    internal T OrFail<T>(Func<T> work, object? target = null)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (IsStop(exception) || ErrorRecords.IsExpected(exception))
        {
            throw Fail(exception, target);
        }
    }

    internal void OrFail(Action work, object? target = null) => OrFail(() => { work(); return true; }, target);

    /// <summary>Ends the cmdlet: silently after Ctrl+C, else with an error record. Written <c>throw Fail(…)</c>.</summary>
    internal Exception Fail(Exception exception, object? target)
    {
        if (!IsStop(exception))
        {
            WriteNotices();
            ThrowTerminatingError(ErrorRecords.Create(exception, target));
        }

        return new PipelineStoppedException();
    }

    internal bool IsStop(Exception exception) => exception is OperationCanceledException && _stop.IsCancellationRequested;

    /// <summary>Writes what the server has noticed so far, each to the stream of its level.</summary>
    internal void WriteNotices()
    {
        while (_notices.TryDequeue(out StoreNotice? notice))
        {
            Write(notice);
        }
    }
}
