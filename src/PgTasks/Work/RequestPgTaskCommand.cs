using System.Diagnostics;
using System.Management.Automation;

namespace PgTasks.Commands;

/// <summary>Claims tasks to work on: nobody else gets them until they are ended, given back, or their lease runs out.</summary>
[Cmdlet(VerbsLifecycle.Request, "PgTask", DefaultParameterSetName = FilterSet, SupportsShouldProcess = true)]
[OutputType(typeof(PgTaskClaim))]
public sealed class RequestPgTaskCommand : PgTaskClaimCmdlet, IDisposable
{
    private const string FilterSet = "Filter";
    private const string IdSet = "Id";
    private static readonly TimeSpan s_waitingLease = TimeSpan.FromSeconds(30);
    private readonly Queue<PgTaskClaim> _unwritten = new();
    private RecordBatches<long>? _ids;

    /// <summary>How many at most.</summary>
    [Parameter(Position = 0, ParameterSetName = FilterSet, HelpMessage = "How many at most")]
    [NoFileNames]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = 1;

    /// <summary>The tasks' numbers.</summary>
    [Parameter(
        Mandatory = true, ParameterSetName = IdSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "The tasks' numbers")]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TaskCompleter))]
    public long[]? Id { get; set; }

    /// <summary>Waits until there is one.</summary>
    [Parameter(ParameterSetName = FilterSet, HelpMessage = "Waits until there is one")]
    public new SwitchParameter Wait { get; set; }

    /// <summary>Waits so long at most: 30s, 5m, 1h; then nothing comes out.</summary>
    [Parameter(ParameterSetName = FilterSet, HelpMessage = "Waits so long at most: 30s, 5m, 1h; then nothing comes out")]
    [DurationTransformation(AllowsZero = true)]
    [ValidateNotNull]
    [NoFileNames]
    public TimeSpan? Timeout { get; set; }

    /// <summary>Gives back what was claimed and not written.</summary>
    public void Dispose()
    {
        _ids?.Dispose();
        if (_unwritten.Count > 0)
        {
            PgTaskClaim[] left = [.. _unwritten];
            _unwritten.Clear();
            WorkRelease.Release(Store, left, Caller);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Id is null)
        {
            return;
        }

        _ids ??= new RecordBatches<long>(
            this,
            ids => Store.Work.ClaimAsync(ids, new ClaimRequest(ids.Count, Lease!.Value, Choice), Caller, StopToken),
            id => id);
        foreach (long id in Id)
        {
            if (ShouldProcess($"#{id}"))
            {
                _ids.Post(id);
            }
        }

        _ids.WriteAnswered();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ParameterSetName == IdSet)
        {
            _ids?.End();
        }
        else if (ShouldProcess($"{Count} of the tasks that are ready") && !Claim() && (Wait || Timeout > TimeSpan.Zero))
        {
            WaitAndClaim();
        }
    }

    /// <summary>Waits as a worker does that holds nothing: it hears of new tasks, and looks now and then without.</summary>
    private void WaitAndClaim()
    {
        long start = Stopwatch.GetTimestamp();
        StoreWorker waiting = base.Wait(Store.Work.StartWorkerAsync(
            new ClaimRequest(1, s_waitingLease, Choice), Caller with { Transaction = null }, StopToken));
        try
        {
            while (true)
            {
                base.Wait(waiting.SetWaitingAsync(true, StopToken));
                TimeSpan left = Timeout is { } whole ? whole - Stopwatch.GetElapsedTime(start) : TimeSpan.MaxValue;
                if (Claim() || left <= TimeSpan.Zero)
                {
                    return;
                }

                base.Wait(waiting.WaitAsync(left, StopToken));
            }
        }
        finally
        {
            waiting.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private bool Claim()
    {
        const int Most = 500;
        int left = Count;
        int claimed;
        int asked;
        do
        {
            asked = Math.Min(left, Most);
            PgTaskClaim[] claims = base.Wait(Store.Work.ClaimAsync(
                new ClaimRequest(asked, Lease!.Value, Choice), Caller, StopToken));
            claimed = claims.Length;
            left -= claimed;
            Write(claims);
        }
        while (left > 0 && claimed == asked);

        return left < Count;
    }

    private void Write(PgTaskClaim[] claims)
    {
        foreach (PgTaskClaim claimed in claims)
        {
            _unwritten.Enqueue(claimed);
        }

        // Written, even where that ends the pipeline.
        while (_unwritten.TryDequeue(out PgTaskClaim? claim))
        {
            ClaimFlow.Write(this, claim, isFollowed: _unwritten.Count > 0);
        }
    }
}
