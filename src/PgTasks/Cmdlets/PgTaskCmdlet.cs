using System.Collections.Concurrent;
using System.Management.Automation;

namespace PgTasks;

/// <summary>What all cmdlets of PgTasks share: waiting that Ctrl+C ends, and the way of an error to its record.</summary>
public abstract class PgTaskCmdlet : PSCmdlet
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _messages = new();

    private protected PgTaskCmdlet() => Caller = new StoreCaller(_messages.Enqueue);

    /// <summary>Cancelled by Ctrl+C.</summary>
    protected CancellationToken StopToken => _stop.Token;

    private protected StoreCaller Caller { get; set; }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Waits on the pipeline thread. What the store refuses ends the cmdlet with an error record.</summary>
    private protected T Wait<T>(Task<T> task, object? target = null)
    {
        try
        {
            T result = task.GetAwaiter().GetResult();
            WriteMessages();
            return result;
        }
        catch (Exception exception) when (IsStop(exception) || ErrorRecords.IsExpected(exception))
        {
            Fail(exception, target);
            throw;
        }
    }

    /// <inheritdoc cref="Wait{T}(Task{T}, object?)"/>
    private protected void Wait(Task task, object? target = null) => Wait(WaitAsync(task), target);

    /// <summary>Writes the objects as they come.</summary>
    private protected void WriteAll<T>(IAsyncEnumerable<T> items, object? target = null) =>
        ForEach(items, item => WriteObject(item), target);

    /// <summary>Takes the items as they come.</summary>
    private protected void ForEach<T>(IAsyncEnumerable<T> items, Action<T> take, object? target = null)
    {
        // Not a foreach: what WriteObject throws (Select-Object -First, Ctrl+C) must pass, what the store throws not.
        using IEnumerator<T> enumerator = items.ToBlockingEnumerable(StopToken).GetEnumerator();
        while (MoveNext(enumerator, target))
        {
            take(enumerator.Current);
        }
    }

    /// <summary>Ends the cmdlet: silently where the user stopped it, else with the exception's error record.</summary>
    private protected void Fail(Exception exception, object? target)
    {
        if (IsStop(exception))
        {
            throw new PipelineStoppedException();
        }

        WriteMessages();
        ThrowTerminatingError(ErrorRecords.Create(exception, target));
    }

    /// <summary>Starts a private server, with progress.</summary>
    private protected PgTaskServer StartServer(string? dataDirectory, string? binDirectory, bool ephemeral)
    {
        BlockingCollection<string> steps = [];
        Task<PgTaskServer> start = StartServerAsync(dataDirectory, binDirectory, ephemeral, steps);
        ProgressRecord progress = new(0, "Start the private PostgreSQL server", "Looking for it");
        foreach (string step in steps.GetConsumingEnumerable())
        {
            progress.StatusDescription = step;
            WriteProgress(progress);
        }

        progress.RecordType = ProgressRecordType.Completed;
        WriteProgress(progress);
        return Wait(start, dataDirectory);
    }

    // What the base class writes as it is may hold text of the database.
    private protected new void WriteVerbose(string text) => base.WriteVerbose(TerminalText.Lines(text));

    private protected new void WriteWarning(string text) => base.WriteWarning(TerminalText.Lines(text));

    private protected new void WriteProgress(ProgressRecord progress)
    {
        progress.Activity = TerminalText.Line(progress.Activity);
        progress.StatusDescription = TerminalText.Line(progress.StatusDescription);
        base.WriteProgress(progress);
    }

    private protected new bool ShouldProcess(string target) => base.ShouldProcess(TerminalText.Line(target));

    private protected new bool ShouldProcess(string target, string action) =>
        base.ShouldProcess(TerminalText.Line(target), action);

    /// <summary>Writes the server's notices that have come, as verbose messages.</summary>
    private protected void WriteMessages()
    {
        while (_messages.TryDequeue(out string? message))
        {
            WriteVerbose(message);
        }
    }

    /// <summary>Connects and makes the session this runspace's current one. What fails on the way leaves no pool behind.</summary>
    /// <param name="request">How to connect.</param>
    /// <param name="name">The session's name; null: the next free one.</param>
    /// <param name="prepare">What is still to be done before the session counts.</param>
    private protected PgTaskSession Connect(
        ConnectionRequest request, string? name = null, Action<TaskStore>? prepare = null)
    {
        TaskStore store = TaskStore.Create();
        bool connected = false;
        try
        {
            ServerFacts facts = Wait(store.OpenAsync(request, Caller, StopToken), request.HostName);
            prepare?.Invoke(store);
            PgTaskSession session = new(name ?? RunspaceSessions.Here.NextName(), store, facts);
            RunspaceSessions.Here.Add(session);
            connected = true;
            return session;
        }
        finally
        {
            if (!connected)
            {
                store.DisposeAsync().AsTask().Wait(CancellationToken.None);
            }
        }
    }

    private protected bool IsStop(Exception exception) =>
        exception is OperationCanceledException && StopToken.IsCancellationRequested;

    private async Task<PgTaskServer> StartServerAsync(
        string? dataDirectory, string? binDirectory, bool ephemeral, BlockingCollection<string> steps)
    {
        try
        {
            return await LocalServers.Create()
                .StartAsync(dataDirectory, binDirectory, ephemeral, steps.Add, StopToken).ConfigureAwait(false);
        }
        finally
        {
            steps.CompleteAdding();
        }
    }

    private static async Task<bool> WaitAsync(Task task)
    {
        await task;
        return true;
    }

    private bool MoveNext<T>(IEnumerator<T> enumerator, object? target)
    {
        try
        {
            bool moved = enumerator.MoveNext();
            WriteMessages();
            return moved;
        }
        catch (Exception exception) when (IsStop(exception) || ErrorRecords.IsExpected(exception))
        {
            Fail(exception, target);
            throw;
        }
    }
}
