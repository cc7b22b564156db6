using System.Collections;
using System.Collections.Concurrent;
using System.Management.Automation;
using System.Runtime.InteropServices;

namespace PgTasks.Commands;

/// <summary>Works on tasks: claims them, runs a block for each, and completes them or tries them again later.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "PgTask", SupportsShouldProcess = true)]
[OutputType(typeof(object))]
public sealed class InvokePgTaskCommand : PgTaskClaimCmdlet
{
    private const int MostUnwritten = 1000;
    private static readonly string[] s_preferences = [
        "ErrorAction", "Verbose", "Debug", "InformationAction", "WarningAction", "ProgressAction"];

    private readonly ConcurrentQueue<ErrorRecord> _failures = new();
    private Worker? _worker;
    private bool _stopsAtError;

    /// <summary>What to do for a task, which is its argument and $_.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = "What to do for a task, which is its argument and $_")]
    [NoFileNames]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    /// <summary>How many tasks at a time, each in a runspace of its own; without it one, in this runspace.</summary>
    [Parameter(HelpMessage = "How many tasks at a time, each in a runspace of its own; without it one, in this runspace")]
    [NoFileNames]
    [ValidateRange(1, 200)]
    public int ThrottleLimit { get; set; }

    /// <summary>After how many tasks it ends.</summary>
    [Parameter(HelpMessage = "After how many tasks it ends")]
    [NoFileNames]
    [ValidateRange(1, long.MaxValue)]
    public long MaxTasks { get; set; } = long.MaxValue;

    /// <summary>When it ends: Empty (when nothing is ready), Forever, or a time.</summary>
    [Parameter(HelpMessage = "When it ends: Empty (when nothing is ready), Forever, or a time")]
    [WorkUntilTransformation]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(WorkUntilCompleter))]
    public WorkUntil Until { get; set; } = WorkUntil.Empty;

    /// <summary>After how many attempts a task has failed; without it, what the task says.</summary>
    [Parameter(HelpMessage = "After how many attempts a task has failed; without it, what the task says")]
    [NoFileNames]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxAttempts { get; set; }

    /// <summary>How long the next attempt waits after the first; then twice as long each time, up to an hour.</summary>
    [Parameter(HelpMessage = "How long the next attempt waits after the first, and then twice as long each time")]
    [DurationTransformation(AllowsZero = true)]
    [ValidateNotNull]
    [NoFileNames]
    public TimeSpan? Backoff { get; set; }

    /// <summary>Keeps what the block puts out as the task's Result.</summary>
    [Parameter(HelpMessage = "Keeps what the block puts out as the task's Result")]
    public SwitchParameter KeepResult { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Transaction is not null)
        {
            throw Fail(WorkErrors.WorkInTransaction(), Session);
        }

        if (!ShouldProcess("the tasks that are ready"))
        {
            return;
        }

        _stopsAtError = MyInvocation.BoundParameters.TryGetValue("ErrorAction", out object? action)
            && LanguagePrimitives.Equals(action, ActionPreference.Stop);
        WorkOptions options = new(
            Math.Max(1, ThrottleLimit), Until, MaxTasks,
            new Denial("It failed.") { Backoff = Backoff ?? Denial.DefaultBackoff, MaxAttempts = MaxAttempts });
        _worker = Wait(Worker.StartAsync(
            Store, new ClaimRequest(1, Lease!.Value, Choice), options, Caller with { KeepsConnection = false }, StopToken));
        // The shell is told to end: what it holds is somebody else's from now on.
        using PosixSignalRegistration terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => _worker.Release());
        using PosixSignalRegistration closed = PosixSignalRegistration.Create(PosixSignal.SIGHUP, _ => _worker.Release());
        try
        {
            if (ThrottleLimit == 0)
            {
                RunHere();
            }
            else
            {
                RunLanes();
            }

            Wait(_worker.FlushAsync().WaitAsync(StopToken));
        }
        finally
        {
            _worker.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        WriteNotices();
        WriteInformation(_worker.Summary, ["PSHOST", "PgTasks"]);
        WriteFailures();
        if (_worker.Failure is { } failure)
        {
            throw Fail(failure, Session);
        }
    }

    /// <summary>Runs the block on the pipeline's thread, where it stands.</summary>
    private void RunHere()
    {
        Dictionary<string, object?> before = [];
        foreach ((string name, object value) in GetPreferences())
        {
            before[name] = SessionState.PSVariable.GetValue(name);
            SessionState.PSVariable.Set(name, value);
        }

        Tuple<PgTaskClaim, PgTaskSession>? outer = CurrentWork.Here;
        try
        {
            WorkFeed feed = new(_worker!, Session!, KeepResult, Pump, WriteBegun, StopToken) { OnFailed = TakeFailure };
            using SteppablePipeline pipeline = WorkScript.Pipeline.GetSteppablePipeline(
                CommandOrigin.Internal, [WorkScript.Here, feed, ScriptBlock]);
            pipeline.Begin(this);
            pipeline.End();
        }
        finally
        {
            CurrentWork.Here = outer;
            foreach ((string name, object? value) in before)
            {
                SessionState.PSVariable.Set(name, value);
            }
        }
    }

    /// <summary>Runs the block in runspaces, and writes here what they write.</summary>
    private void RunLanes()
    {
        using BlockingCollection<object> written = new(MostUnwritten);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(StopToken);
        Hashtable preferences = [];
        foreach ((string name, object value) in GetPreferences())
        {
            preferences[name] = value;
        }

        Hashtable arguments = new()
        {
            ["PgTaskText"] = ScriptBlock.ToString(),
            ["PgTaskSession"] = Session,
            ["PgTaskLocation"] = SessionState.Path.CurrentLocation.Path,
            ["PgTaskPreferences"] = preferences,
            ["--%"] = WorkScript.GetUsing(ScriptBlock, Evaluate),
        };
        string module = MyInvocation.MyCommand.Module.Path;
        Task[] lanes = [.. Enumerable.Range(0, ThrottleLimit).Select(_ => Task.Factory.StartNew(
            () =>
            {
                WorkLane lane = new(module, arguments, written, stop.Token);
                lane.Run(new WorkFeed(
                    _worker!, Session!, KeepResult, () => !_stopsAtError || _failures.IsEmpty, lane.Begin, stop.Token)
                {
                    OnFailed = TakeFailure,
                });
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Task all = Task.WhenAll(lanes);
        try
        {
            while (!all.IsCompleted || written.Count > 0)
            {
                if (written.TryTake(out object? record, 100, StopToken))
                {
                    Write(record);
                }

                Pump();
            }

            all.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        finally
        {
            // The pipeline may end before its tasks do, as by Select-Object -First.
            stop.Cancel();
            _worker!.StopClaiming();
            Task.WaitAny([all], TimeSpan.FromSeconds(1));
        }
    }

    private object? Evaluate(string expression) =>
        InvokeCommand.InvokeScript(false, ScriptBlock.Create(expression), null, null) switch
        {
            [] => null,
            [var one] => one?.BaseObject is PSCustomObject ? one : one?.BaseObject,
            var several => several.ToArray(),
        };

    private void Write(object record)
    {
        switch (record)
        {
            case ErrorRecord error:
                WriteError(error);
                break;
            case WarningRecord warning:
                WriteWarning(warning.Message);
                break;
            case VerboseRecord verbose:
                WriteVerbose(verbose.Message);
                break;
            case DebugRecord debug:
                WriteDebug(debug.Message);
                break;
            case InformationRecord information:
                WriteInformation(information);
                break;
            case ProgressRecord progress:
                WriteProgress(progress);
                break;
            default:
                WriteObject(record);
                break;
        }
    }

    /// <summary>Writes what has come up meanwhile; whether to go on.</summary>
    private bool Pump()
    {
        WriteNotices();
        while (_worker!.Errors.TryDequeue(out Exception? refused))
        {
            WriteWarning(refused.Message);
        }

        if (_stopsAtError)
        {
            return _failures.IsEmpty;
        }

        WriteFailures();
        return true;
    }

    private void WriteFailures()
    {
        while (_failures.TryDequeue(out ErrorRecord? failure))
        {
            WriteError(failure);
        }
    }

    private void WriteBegun(PgTaskClaim claim) =>
        WriteVerbose($"Task {claim} begins, attempt {claim.Attempts} of {MaxAttempts ?? claim.MaxAttempts}.");

    private void TakeFailure(PgTaskClaim claim, object failure)
    {
        ErrorRecord? record = failure as ErrorRecord ?? (JsonData.Unwrap(failure) as ErrorRecord);
        if (record is not null)
        {
            _failures.Enqueue(record);
        }
    }

    private IEnumerable<(string Name, object Value)> GetPreferences()
    {
        foreach (string parameter in s_preferences)
        {
            if (MyInvocation.BoundParameters.TryGetValue(parameter, out object? value))
            {
                string name = parameter.Replace("Action", "", StringComparison.Ordinal);
                object preference = value is SwitchParameter flag
                    ? flag ? ActionPreference.Continue : ActionPreference.SilentlyContinue
                    : value;
                yield return (parameter == "ErrorAction" ? "ErrorActionPreference" : $"{name}Preference", preference);
            }
        }
    }
}
