namespace PgTasks.Postgres;

/// <summary>
/// Lets a stop take no longer than <see cref="Patience"/>: the server is told at once, from another thread, as that may
/// itself have to wait; who then still waits for an answer is let go, and what runs on loses its connection.
/// </summary>
internal sealed class BoundedStop : IDisposable
{
    /// <summary>How long a stop waits for the server.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(600);

    private readonly CancellationTokenSource _tell = new();
    private readonly CancellationTokenSource _drop = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenRegistration _registration;
    private Task _ending = Task.CompletedTask;

    /// <param name="stop">Stops it.</param>
    public BoundedStop(CancellationToken stop)
    {
        Stop = stop;
        _registration = stop.UnsafeRegister(_ => _ = StopAsync(), null);
    }

    /// <summary>What stops it.</summary>
    public CancellationToken Stop { get; }


    /// <summary>For what the server can be told to stop.</summary>
    public CancellationToken Token => _tell.Token;

    /// <summary>For what is not to be stopped while the server answers, as what it has done is to be known.</summary>
    public CancellationToken DropToken => _drop.Token;

    /// <summary>Whether somebody was let go.</summary>
    public bool IsOver => _over.Task.IsCompleted;

    /// <summary>The task's result, or the end of patience.</summary>
    /// <exception cref="OperationCanceledException">The server did not answer after a stop; the task may run on.</exception>
    public async Task<T> WaitAsync<T>(Task<T> task)
    {
        await WaitAsync((Task)task);
        return await task;
    }

    /// <inheritdoc cref="WaitAsync{T}(Task{T})"/>
    public async Task WaitAsync(Task task)
    {
        if (!task.IsCompleted)
        {
            await Task.WhenAny(task, _over.Task);
        }

        if (!task.IsCompleted)
        {
            Observe(task);
            _ending = EndAfterAsync(_ending, () => task);
            throw new OperationCanceledException(_tell.Token);
        }

        await task;
    }

    /// <summary>
    /// Ends something that is always to be ended, as a reader and then its connection, in turn; after a stop somebody else
    /// waits for it.
    /// </summary>
    public async Task EndAsync(Func<Task> end)
    {
        Task ending = EndAfterAsync(_ending, end);
        _ending = ending;
        await Task.WhenAny(ending, _over.Task);
        if (ending.IsCompleted)
        {
            await ending;
        }
        else
        {
            Observe(ending);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _registration.Dispose();

    private async Task StopAsync()
    {
        _ = Task.Run(_tell.Cancel);
        await Task.Delay(Patience);
        _over.TrySetResult();
        await Task.Run(_drop.Cancel);
    }

    private static async Task EndAfterAsync(Task before, Func<Task> end)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await end();
    }

    private static void Observe(Task task) => _ = task.ContinueWith(
        ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
}
