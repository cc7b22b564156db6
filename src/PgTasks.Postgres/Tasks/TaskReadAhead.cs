using System.Runtime.ExceptionServices;

namespace PgTasks.Postgres;

/// <summary>Tasks between who reads them and who takes them, so that neither waits for the other while they keep pace.</summary>
internal sealed class TaskReadAhead
{
    private const int MostTasks = 1000;
    private const long MostLetters = 4_000_000;
    private readonly object _gate = new();
    private List<PgTask> _given = [];
    private long _letters;
    private TaskCompletionSource? _wanted;
    private TaskCompletionSource? _taken;
    private ExceptionDispatchInfo? _error;
    private bool _isOver;

    /// <summary>About how much memory a task's texts take.</summary>
    public static int CountLetters(PgTask task) =>
        task.Title.Length + task.Description.Length + (task.DataJson?.Length ?? 0) + (task.LastError?.Length ?? 0);

    /// <summary>Adds tasks to those that can be taken, and empties the list.</summary>
    public void Give(List<PgTask> tasks)
    {
        long letters = tasks.Sum(CountLetters);
        Tell(() =>
        {
            _given.AddRange(tasks);
            _letters += letters;
        });
        tasks.Clear();
    }

    /// <summary>Nothing comes any more. An error is thrown once all that came before it is taken.</summary>
    public void End(Exception? error) => Tell(() =>
    {
        _error = error is null ? null : ExceptionDispatchInfo.Capture(error);
        _isOver = true;
    });

    /// <summary>Waits until there is room for more; false where that takes longer than the patience.</summary>
    public ValueTask<bool> WaitForRoomAsync(TimeSpan patience, CancellationToken stop) =>
        WaitAsync(() => _given.Count < MostTasks && _letters < MostLetters, patience, stop);

    /// <summary>Waits until all is taken that was given.</summary>
    public async ValueTask WaitForNoneAsync(CancellationToken stop) =>
        await WaitAsync(() => _given.Count == 0, Timeout.InfiniteTimeSpan, stop);

    /// <summary>All tasks that can be taken, in place of an emptied list; null after the last.</summary>
    public async ValueTask<List<PgTask>?> TakeAsync(List<PgTask> emptied)
    {
        emptied.Clear();
        while (true)
        {
            Task wanted;
            lock (_gate)
            {
                if (_given.Count > 0)
                {
                    (emptied, _given) = (_given, emptied);
                    _letters = 0;
                    _taken?.SetResult();
                    _taken = null;
                    return emptied;
                }

                if (_isOver)
                {
                    _error?.Throw();
                    return null;
                }

                // Goes on where the tasks are given, which spares a thread: a pipeline's thread is woken there, and no more.
                _wanted = new TaskCompletionSource();
                wanted = _wanted.Task;
            }

            await wanted;
        }
    }

    private async ValueTask<bool> WaitAsync(Func<bool> hasRoom, TimeSpan patience, CancellationToken stop)
    {
        Task taken;
        lock (_gate)
        {
            if (hasRoom())
            {
                return true;
            }

            _taken ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            taken = _taken.Task;
        }

        try
        {
            await taken.WaitAsync(patience, stop);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private void Tell(Action change)
    {
        TaskCompletionSource? wanted;
        lock (_gate)
        {
            change();
            (wanted, _wanted) = (_wanted, null);
        }

        wanted?.SetResult();
    }
}
