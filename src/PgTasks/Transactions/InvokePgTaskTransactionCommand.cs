using System.Data.Common;
using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Runs a block in a transaction: commits at its end, rolls back where it ends in any other way.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "PgTaskTransaction")]
[OutputType(typeof(object))]
public sealed class InvokePgTaskTransactionCommand : PgTaskStoreCmdlet
{
    // The try makes a cmdlet's terminating error leave the block instead of its statement only. Dotted, the block runs
    // in the caller's scope, as that of Measure-Command does.
    private static readonly ScriptBlock s_run = ScriptBlock.Create("try { . $args[0] } catch { throw }");
    private static readonly ScriptBlock s_pipeline = ScriptBlock.Create("param($run, $block) . $run $block");

    private bool _isBegun;

    /// <summary>What to run.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = "What to run")]
    [NoFileNames]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    /// <summary>
    /// How often to run the block again after a serialization failure, a deadlock or a lost connection. The block's output is then held
    /// back until it has committed.
    /// </summary>
    [Parameter(
        HelpMessage = "How often to run the block again after "
            + "a serialization failure, a deadlock or a lost connection")]
    [NoFileNames]
    [ValidateRange(0, 100)]
    public int RetryCount { get; set; }

    /// <summary>What the transaction sees of others; the server's default unless given.</summary>
    [Parameter(HelpMessage = "What the transaction sees of others; the server's default unless given")]
    [ValidateNotNull]
    public PgTaskIsolationLevel? IsolationLevel { get; set; }

    /// <summary>Refuses to write.</summary>
    [Parameter(HelpMessage = "Refuses to write")]
    public SwitchParameter ReadOnly { get; set; }

    /// <summary>With Serializable and ReadOnly: waits for a snapshot that no other transaction can spoil.</summary>
    [Parameter(
        HelpMessage = "With Serializable and ReadOnly: waits for a snapshot that no other transaction can spoil")]
    public SwitchParameter Deferrable { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // A block nested in another cannot be run again by itself: what failed is the whole transaction.
        int retries = Transaction is null ? RetryCount : 0;
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                RunInTransaction(attempt + 1, holdOutput: retries > 0);
                return;
            }
            catch (Exception exception) when (attempt < retries && WantsRetry(exception))
            {
                TimeSpan delay = GetDelay(attempt);
                WriteVerbose(
                    $"Attempt {attempt + 1} of {retries + 1} failed: {exception.Message} "
                    + $"The next begins in {delay.TotalMilliseconds:0} ms.");
                if (StopToken.WaitHandle.WaitOne(delay))
                {
                    throw new PipelineStoppedException();
                }
            }
            catch (Exception exception) when (IsStop(exception) || ErrorRecords.IsExpected(exception))
            {
                throw Fail(exception, Session);
            }
        }
    }

    private void RunInTransaction(int attempt, bool holdOutput)
    {
        TransactionOptions options = new(IsolationLevel, ReadOnly, Deferrable);
        _isBegun = false;
        PgTaskTransaction transaction = RunspaceSessions.Here
            .BeginAsync(Session!, options, owner: new object(), Caller, StopToken).GetAwaiter().GetResult();
        _isBegun = true;
        int depth = transaction.Depth;
        if (depth == 1)
        {
            transaction.Attempt = attempt;
        }

        bool completed = false;
        try
        {
            object[] held = RunBlock(holdOutput);
            if (transaction.Depth > depth)
            {
                throw TransactionErrors.TransactionNotEnded();
            }

            transaction.CompleteAsync(StopToken).GetAwaiter().GetResult();
            WriteNotices();
            completed = true;
            WriteObject(held, enumerateCollection: true);
        }
        finally
        {
            if (!completed && transaction.Depth >= depth)
            {
                transaction.UndoAsync(depth, StopToken).GetAwaiter().GetResult();
            }
        }
    }

    /// <summary>Runs the block; its output goes down the pipeline as it comes, or is held back and returned.</summary>
    private object[] RunBlock(bool holdOutput)
    {
        object? before = SessionState.PSVariable.GetValue("ErrorActionPreference");
        bool stricter = MyInvocation.BoundParameters.TryGetValue("ErrorAction", out object? preference);
        try
        {
            if (stricter)
            {
                SessionState.PSVariable.Set("ErrorActionPreference", preference);
            }

            using SteppablePipeline pipeline = s_pipeline.GetSteppablePipeline(
                CommandOrigin.Internal, [s_run, ScriptBlock]);
            if (holdOutput)
            {
                pipeline.Begin(expectInput: false);
                return [.. pipeline.End().Cast<object>()];
            }

            pipeline.Begin(this);
            pipeline.End();
            return [];
        }
        finally
        {
            if (stricter)
            {
                SessionState.PSVariable.Set("ErrorActionPreference", before);
            }
        }
    }

    /// <summary>
    /// Whether all that the attempt did in the database is undone for certain, and it may well succeed the next time.
    /// </summary>
    private bool WantsRetry(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (ConcernsTransaction(cause) || ConcernsTransaction((cause as RuntimeException)?.ErrorRecord?.Exception))
            {
                return true;
            }
        }

        return !_isBegun && exception is DbException { IsTransient: true } or PgTaskException { IsTransient: true };
    }

    private static bool ConcernsTransaction(Exception? exception) => exception switch
    {
        DbException { SqlState: { } state } => ConditionTable.Get(state).Scope == ErrorScope.Transaction,
        PgTaskException own => own.ErrorId == nameof(TransactionErrors.TransactionLost),
        _ => false,
    };

    /// <summary>Doubles from 10 ms to a second at most, between half and the whole of it by chance.</summary>
    private static TimeSpan GetDelay(int attempt) => TimeSpan.FromMilliseconds(
        Math.Min(1000, 10 * Math.Pow(2, attempt)) * (0.5 + (Random.Shared.NextDouble() / 2)));
}
