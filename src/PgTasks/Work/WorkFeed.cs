using System.Collections;
using System.Globalization;

namespace PgTasks;

/// <summary>
/// The tasks of one lane, as the script that runs the block enumerates them: to go on to the next says how the last ended.
/// All of it is called on the lane's thread, but for <see cref="Abandon"/>.
/// </summary>
/// <param name="worker">Where they come from.</param>
/// <param name="session">The session that they are of.</param>
/// <param name="keepsResult">Whether what the block puts out is kept as the task's result.</param>
/// <param name="pump">Called now and then; false ends it.</param>
/// <param name="onBegin">Takes each task before the block does.</param>
/// <param name="stop">Ends it.</param>
internal sealed class WorkFeed(
    Worker worker, PgTaskSession session, bool keepsResult, Func<bool> pump, Action<PgTaskClaim> onBegin,
    CancellationToken stop) : IEnumerable<PgTaskClaim>, IEnumerator<PgTaskClaim>
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);
    private PgTaskClaim? _current;
    private object? _failure;
    private string? _result;

    /// <summary>Takes why a task has failed: an error record.</summary>
    public Action<PgTaskClaim, object> OnFailed { get; init; } = (_, _) => { };

    /// <summary>Whether the script is to give what the block puts out.</summary>
    public bool KeepsResult => keepsResult;

    /// <inheritdoc/>
    public PgTaskClaim Current => _current!;

    object IEnumerator.Current => Current;

    /// <inheritdoc/>
    public bool MoveNext()
    {
        EndCurrent();
        while (pump() && !stop.IsCancellationRequested)
        {
            try
            {
                if (worker.TryTake(out PgTaskClaim? claim, s_pause, stop))
                {
                    _current = claim;
                    CurrentWork.Here = Tuple.Create(claim!, session);
                    onBegin(claim!);
                    return true;
                }
            }
            catch (OperationCanceledException)
            {
                break;
            }

            if (worker.IsOver)
            {
                break;
            }
        }

        CurrentWork.Here = null;
        return false;
    }

    /// <summary>Says that the block has failed.</summary>
    public void Fail(object error) => _failure = error;

    /// <summary>Takes what the block has put out.</summary>
    public void Keep(object[] output)
    {
        if (output.Length > 0)
        {
            _result = TaskInput.Data(output.Length == 1 ? output[0] : output, input: null);
        }
    }

    /// <summary>Takes what the block says by Write-Progress.</summary>
    public void Progress(string? activity, string? status, string? operation, int percent)
    {
        if (_current is null)
        {
            return;
        }

        string text = string.Join(": ", new[] { activity, status, operation }.Where(part => !string.IsNullOrWhiteSpace(part)));
        worker.Report(_current, percent is >= 0 and <= 100
            ? string.Create(CultureInfo.InvariantCulture, $"{percent} % {text}")
            : text);
    }

    /// <summary>Says that the block was stopped, as its task is lost.</summary>
    public void Abandon()
    {
        _failure ??= "It was stopped.";
        EndCurrent();
    }

    public IEnumerator<PgTaskClaim> GetEnumerator() => this;

    IEnumerator IEnumerable.GetEnumerator() => this;

    public void Reset() => throw new NotSupportedException();

    /// <summary>What is under way then has not ended.</summary>
    public void Dispose()
    {
    }

    private void EndCurrent()
    {
        if (_current is null)
        {
            return;
        }

        PgTaskClaim claim = _current;
        _current = null;
        claim.OnLost = null;
        worker.End(new Ending(claim, _failure is null ? null : FailureText.Of(_failure), _result));
        if (_failure is not null)
        {
            OnFailed(claim, _failure);
        }

        (_failure, _result) = (null, null);
    }
}
